/** What was spent, seen by who spent it. */
import { ChatPage } from '../support/chat.ts';
import { expect, serverFor, test } from '../support/test.ts';

serverFor({ scripted: ['echo'], signedIn: true });

test('a question is on the usage page, by model and by purpose', async ({ page }) => {
  await page.goto('/usage');
  await expect(page.getByText('Nothing was spent')).toBeVisible();
  await expect(page.getByRole('meter', { name: 'Today', exact: true })).toHaveAttribute('aria-valuetext', /^Today: \$0\.00 settled, \$0\.00 held, \$10\.00 left of \$10\.00$/);

  const chat = await new ChatPage(page).open();
  await chat.ask('What does this cost?');
  await chat.finished();
  await page.getByRole('button', { name: /^Account menu/ }).click();
  await page.getByRole('menuitem', { name: 'Usage' }).click();
  await expect(page).toHaveURL(/\/usage/);
  await expect(page.getByRole('img', { name: /Spent by day.*echo took/ })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Sums' }).getByRole('row', { name: /echo/ })).toContainText('100');
  await expect(page.getByRole('meter', { name: 'Requests, this hour' })).toHaveAttribute('aria-valuetext', /: 1 requests used/);

  await page.getByRole('navigation', { name: 'Parts of the bars' }).getByRole('link', { name: 'Purpose' }).click();
  await expect(page.getByRole('table', { name: 'Sums' }).getByRole('row', { name: /Chat/ })).toBeVisible();
  await page.getByRole('navigation', { name: 'Days' }).getByRole('link', { name: '7 days' }).click();
  await expect(page).toHaveURL(/days=week&by=purpose/);
  await page.getByText('As table').click();
  await expect(page.getByRole('table', { name: 'Spend by day, newest first' }).getByRole('row')).toHaveCount(2);
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });
  test('the page says the same', async ({ page }) => {
    await page.goto('/usage?days=quarter');
    await expect(page.getByRole('meter', { name: 'Today', exact: true })).toBeVisible();
    await page.getByRole('link', { name: '7 days' }).click();
    await expect(page.getByRole('navigation', { name: 'Days' }).getByRole('link', { name: '7 days' })).toHaveAttribute('aria-current', 'true');
  });
});
