/** On a small screen. */
import { ChatPage } from '../support/chat.ts';
import { expect, serverFor, test } from '../support/test.ts';

serverFor({ scripted: ['echo', 'slow-50'], signedIn: true });
test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

test('the list of chats is a drawer', async ({ page }) => {
  const chat = await new ChatPage(page).open();
  await chat.ask('Find me in the drawer');
  await chat.finished();
  const drawer = page.getByRole('complementary', { name: 'Chats' });
  await expect(drawer).toBeHidden();
  await page.getByRole('button', { name: 'Chats', exact: true }).tap();
  await expect(drawer).toBeVisible();
  await drawer.getByRole('button', { name: 'Close' }).tap();
  await expect(drawer).toBeHidden();
  await page.getByRole('button', { name: 'Chats', exact: true }).tap();
  await drawer.getByRole('button', { name: 'New chat' }).tap();
  await expect(page).toHaveURL('/');
  await expect(drawer).toBeHidden();
});

test('the composer stays in view, holds the model, and nothing is wider than the screen', async ({ page }) => {
  const chat = await new ChatPage(page).open();
  await chat.choose('slow-50');
  await chat.ask('One two three');
  await chat.finished();
  await expect(chat.message).toBeInViewport({ ratio: 1 });
  await expect(chat.send).toBeInViewport({ ratio: 1 });
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
});

test('the way between the pages of an account is a drawer', async ({ page }) => {
  await page.goto('/usage');
  const drawer = page.getByRole('complementary', { name: 'Account' });
  await expect(drawer).toBeHidden();
  await page.getByRole('button', { name: 'Pages' }).tap();
  await expect(drawer).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(page.getByRole('button', { name: 'Pages' })).toBeFocused();
  await page.getByRole('button', { name: 'Pages' }).tap();
  await drawer.getByRole('link', { name: 'Overview' }).tap();
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await expect(drawer).toBeHidden();
  for (const path of ['/admin', '/admin/people', '/admin/models', '/admin/policies', '/admin/moderation', '/keys', '/settings']) {
    await page.goto(path);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, path).toBeLessThanOrEqual(390);
  }
});
