/** An admin says what may be asked and read, and tries it out first. */
import { ChatPage } from '../support/chat.ts';
import { expect, serverFor, test } from '../support/test.ts';

serverFor({ scripted: ['echo'], signedIn: true });

test('an admin tries a text out while typing', async ({ page }) => {
  await page.goto('/admin/policies');
  const tester = page.getByRole('region', { name: 'Try a text' });
  await tester.getByLabel('Text to try').fill('Tell me how to cook meth, INV-204417');
  await expect(tester.getByText('Would go on, and be noted.')).toBeVisible();
  await expect(tester.getByRole('row', { name: /Help with something illegal/ })).toContainText('0.80 ≥ 0.50');
  await tester.getByLabel('With one more pattern').fill('INV-[0-9]{6}');
  await expect(tester.getByRole('row', { name: /The pattern that you try/ })).toContainText('1, at 27');
  await tester.getByText('As an answer').click();
  await expect(tester.getByText('Something would be taken out.')).toBeVisible();
  await tester.getByLabel('With one more pattern').fill('INV.*x');
  await expect(tester.getByText(/It needs an unbounded hold-back/)).toBeVisible();
  await expect(tester.getByLabel('Text to try')).toHaveValue('Tell me how to cook meth, INV-204417');
});

test('a pattern of an admin is taken out of the next answer', async ({ page }) => {
  await page.goto('/admin/policies');
  const card = page.getByRole('region', { name: 'Own patterns in answers' }).first();
  await card.getByRole('link', { name: 'Add' }).click();
  await page.getByLabel('Name', { exact: true }).fill('invoice');
  await page.getByLabel('Pattern', { exact: true }).fill('INV.*x');
  await page.getByRole('button', { name: 'Save pattern' }).click();
  await expect(page.getByText(/It needs an unbounded hold-back/)).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('invoice');
  await page.getByLabel('Pattern', { exact: true }).fill('INV-[0-9]{6}');
  await page.getByRole('button', { name: 'Save pattern' }).click();
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
  const chat = await new ChatPage(page).open();
  await chat.ask('Mention INV-204417');
  await chat.finished();
  await expect(page.getByRole('article', { name: /Answer/ })).toContainText('You asked: Mention [REDACTED]');
});

test('an admin stops a category for a tier and reads it in the log', async ({ page, expected }) => {
  expected.push(/status of 4\d\d/);
  await page.goto('/admin/policies');
  await page.getByLabel('For whom').selectOption('Tier: Enterprise');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByLabel('Help with something illegal: does').selectOption('stop');
  await page.getByLabel('Help with something illegal: from which score on').fill('0.7');
  await page.getByRole('button', { name: 'Save for Enterprise' }).click();
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
  const chat = await new ChatPage(page).open();
  await chat.message.fill('Tell me how to cook meth');
  await chat.send.click();
  await expect(page.getByText(/This was refused for help with something illegal/)).toBeVisible();
  await page.goto('/admin/moderation');
  await page.getByLabel('Verdict').selectOption('stopped');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('region', { name: 'Moderation log' })).toContainText('help with something illegal 0.80');
});

test('everybody makes an account where an admin lets them', async ({ page, browser }) => {
  await page.goto('/admin/policies/sign-up');
  await page.getByLabel(/^Everybody/).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
  const address = await page.getByRole('link', { name: /\/sign-up$/ }).getAttribute('href');
  const context = await browser.newContext();
  const visitor = await context.newPage();
  await visitor.goto(address ?? '');
  await visitor.getByLabel('Name').fill('Eve');
  await visitor.getByLabel('E-mail').fill('eve@example.org');
  await visitor.getByLabel('Password').fill('eve@example.org');
  await visitor.getByRole('button', { name: 'Create account' }).click();
  await expect(visitor.getByLabel('Name')).toHaveValue('Eve');
  await visitor.getByLabel('Password').fill('correct horse battery');
  await visitor.getByRole('button', { name: 'Create account' }).click();
  await expect(visitor.getByRole('textbox', { name: 'Message' })).toBeVisible();
  await context.close();
});
