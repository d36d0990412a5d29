/** The first minutes: the link in the log, the first admin, the chat. */
import { admin, fillJoinForm } from '../support/people.ts';
import { expect, serverFor, test } from '../support/test.ts';

const server = serverFor({ scripted: ['echo'] });

test('before anybody has an account, sign-in says where the set-up link is', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByText('There is no account yet.')).toBeVisible();
});

test('the set-up link makes the first admin, who lands in the chat, and works once', async ({ page, visitor, expected }) => {
  expected.push(/status of 410/);
  await page.goto(server.setUpLink);
  await expect(page.getByRole('heading', { name: 'Set up Tollgate' })).toBeVisible();
  await fillJoinForm(page, admin);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();

  const late = await visitor();
  await late.goto(server.setUpLink);
  await expect(late.getByRole('heading', { name: 'This link does not open' })).toBeVisible();
});
