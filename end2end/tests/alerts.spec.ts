/** What an account is told about its budgets. */
import { admin } from '../support/people.ts';
import { expect, serverFor, test } from '../support/test.ts';

const server = serverFor({ scripted: ['echo'], signedIn: true });

test('a budget that is used up is told, and marked as read', async ({ page }) => {
  await page.goto('/alerts');
  await expect(page.getByText('it will be said here')).toBeVisible();
  // Less than any question may cost: the first is refused, and says so.
  server.tell('account', 'set', '--email', admin.email, '--daily-budget', '0');
  const ids = Object.fromEntries(['chat', 'question', 'answer'].map((name) => [name, crypto.randomUUID()]));
  const prompt = { ...ids, parent: null, text: 'May I?', settings: null };
  expect((await page.request.post('/api/fn/send_prompt', { data: { prompt } })).status()).toBe(402);

  await page.goto('/');
  await page.getByRole('button', { name: /^Account menu/ }).click();
  await page.getByRole('menuitem', { name: /Alerts/ }).click();
  await expect(page).toHaveURL(/\/alerts/);
  await expect(page.getByText('The budget of the day is used up.')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Pages', exact: true })).toContainText('1 unread');
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  await expect(page.getByText('All are read.')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Pages', exact: true })).not.toContainText('unread');
});
