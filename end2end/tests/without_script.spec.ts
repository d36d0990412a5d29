/** Coming in and going out with JavaScript off. */
import { admin, fillJoinForm, fillSignInForm } from '../support/people.ts';
import { expect, serverFor, test } from '../support/test.ts';

const server = serverFor({ scripted: ['echo'] });
test.use({ javaScriptEnabled: false });
test.describe.configure({ mode: 'serial' });

test('set-up works without a script', async ({ page }) => {
  await page.goto(server.setUpLink);
  await fillJoinForm(page, admin);
  await page.getByRole('button', { name: 'Create administrator' }).click();
  await expect(page).toHaveURL('/');
});

test('a wrong password is told without a script', async ({ page }) => {
  await page.goto('/sign-in');
  await fillSignInForm(page, { ...admin, password: 'something else entirely' });
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to Tollgate' })).toBeVisible();
  await expect(page.getByText(/password/i).nth(1)).toBeVisible();
});

test('signing in and out works without a script', async ({ page }) => {
  await page.goto('/settings');
  await expect(page).toHaveURL(/\/sign-in/);
  await fillSignInForm(page, admin);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL('/settings');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in/);
});
