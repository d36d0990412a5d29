/** What people set for themselves, and the second step of signing in. */
import { createHmac } from 'node:crypto';
import type { Page } from '@playwright/test';
import { admin, fillSignInForm } from '../support/people.ts';
import { expect, serverFor, test } from '../support/test.ts';

serverFor({ scripted: ['echo'], signedIn: true });
test.describe.configure({ mode: 'serial' });

/** The six digits that an authenticator shows (RFC 6238). */
function codeOf(secret: string, at = Date.now()): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replaceAll(' ', '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac('sha1', key).update(step).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function showPassword(page: Page): Promise<void> {
  await page.goto('/sign-in?next=/settings/security');
  await fillSignInForm(page, admin);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

let recovery: string[] = [];

test('the look is chosen and kept', async ({ page }) => {
  await page.goto('/settings');
  await page.getByLabel('Look').selectOption('Dark');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toContainText('Saved.');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.goto('/settings');
  await page.getByLabel('Look').selectOption('As the system');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('html')).not.toHaveAttribute('data-theme');
});

test('a second factor is switched on, and signing in asks for its code', async ({ page, visitor }) => {
  await page.goto('/settings');
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Security' }).click();
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('img', { name: 'QR code with the key' })).toBeVisible();
  const secret = await page.locator('.second-factor code').innerText();
  const code = page.getByLabel('Enter the six digits');
  await code.fill('000000');
  await page.getByRole('button', { name: 'Switch on' }).click();
  await expect(page.locator('.field-note.wrong')).toContainText('This code is not right');
  await code.fill(codeOf(secret));
  await page.getByRole('button', { name: 'Switch on' }).click();
  const codes = page.getByRole('group', { name: 'Recovery codes' });
  await expect(codes.getByRole('listitem')).toHaveCount(10);
  recovery = await codes.getByRole('listitem').allInnerTexts();

  const phone = await visitor();
  await showPassword(phone);
  await expect(phone).toHaveURL('/sign-in/code');
  // The code that switched it on is used up; the next step's is good already.
  await phone.getByLabel('Code').fill(codeOf(secret, Date.now() + 30_000));
  await phone.getByRole('button', { name: 'Sign in' }).click();
  await expect(phone).toHaveURL('/settings/security');
  await expect(phone.getByRole('table', { name: /^Sessions/ }).getByText('this one')).toBeVisible();

  await page.reload();
  await page.getByRole('button', { name: 'End all others' }).click();
  await expect(page.getByRole('status')).toContainText('Signed out everywhere else.');
  await phone.reload();
  await expect(phone).toHaveURL(/\/sign-in\?next=/);
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });
  test('a recovery code signs in once', async ({ page, context }) => {
    await context.clearCookies();
    await showPassword(page);
    await page.getByLabel('Code').fill(recovery[0] ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL('/settings/security');
    await expect(page.getByText('9 recovery codes are left.')).toBeVisible();

    await context.clearCookies();
    await showPassword(page);
    await page.getByLabel('Code').fill(recovery[0] ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL('/sign-in/code');
    await expect(page.locator('.field-note.wrong')).toContainText('used before');
  });
});
