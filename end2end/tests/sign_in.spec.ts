/** The door: refused in place, sent to it and back. */
import { admin, fillSignInForm, makeAdmin } from '../support/people.ts';
import { expect, serverFor, test } from '../support/test.ts';

const server = serverFor({ scripted: ['echo'] });
test.beforeAll(() => makeAdmin(server));

test('a wrong password says so in place and keeps the e-mail', async ({ page, expected }) => {
  expected.push(/status of 4\d\d/);
  await page.goto('/sign-in');
  await fillSignInForm(page, { ...admin, password: 'something else entirely' });
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.locator('[role=alert], .field-note.wrong').first()).toContainText(/password/i);
  await expect(page.getByLabel('E-mail')).toHaveValue(admin.email);
  await expect(page).toHaveURL(/\/sign-in/);
});

test('who is not signed in is sent to sign-in and back to where they wanted to go', async ({ page }) => {
  await page.goto('/settings');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await fillSignInForm(page, admin);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/settings');
});

test('signing out ends the session', async ({ page }) => {
  await page.goto('/sign-in');
  await fillSignInForm(page, admin);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/');
  await page.getByRole('button', { name: 'Account menu' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in/);
});
