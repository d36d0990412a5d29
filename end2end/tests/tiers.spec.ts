/** An admin says what people may use, having seen whom it concerns. */
import { expect, serverFor, test } from '../support/test.ts';

serverFor({ scripted: ['echo'], signedIn: true });

test('an admin makes a tier', async ({ page }) => {
  await page.goto('/admin/tiers');
  await page.getByRole('navigation', { name: 'Tiers', exact: true }).getByRole('link', { name: /Pro/ }).click();
  await page.getByRole('link', { name: 'Clone' }).click();
  await expect(page.getByLabel('Name')).toHaveValue('Pro (copy)');
  await page.getByLabel('Name').fill('Interns 2026');
  await page.getByLabel('Budget a day').fill('ten');
  await page.getByRole('button', { name: 'Make tier' }).click();
  await expect(page.getByText('Write dollars like 10 or 0.25')).toBeVisible();
  await expect(page.getByLabel('Name')).toHaveValue('Interns 2026');
  await page.getByLabel('Budget a day').fill('0.25');
  await page.getByRole('button', { name: 'Make tier' }).click();
  await expect(page.getByText('The tier is made.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Interns 2026' })).toBeVisible();
  await expect(page.getByLabel('Budget a day')).toHaveValue('0.25');
});

test('an admin lowers a limit and sees first who is affected', async ({ page }) => {
  await page.goto('/admin/tiers');
  await page.getByRole('navigation', { name: 'Tiers', exact: true }).getByRole('link', { name: /Enterprise/ }).click();
  await page.getByLabel('Budget a day').fill('0');
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByRole('region', { name: 'What changes' }).getByRole('row', { name: /Budget a day/ })).toContainText('$0.00');
  await expect(page.getByText('1 person stops at once.')).toBeVisible();
  await page.getByLabel('Budget a day').fill('4');
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByText('Nobody is stopped now.')).toBeVisible();
  await page.getByRole('button', { name: 'Save for 1 person' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'History' }).first()).toContainText('$10.00 → $4.00');

  await page.getByRole('link', { name: 'Audit log' }).click();
  await page.getByLabel('What').selectOption('Tier changed');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('row', { name: /Enterprise/ })).toContainText('$10.00 → $4.00');
});
