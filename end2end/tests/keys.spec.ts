/** A key from its first minute to its last. */
import { execFileSync } from 'node:child_process';
import { expect, serverFor, test } from '../support/test.ts';

const server = serverFor({ scripted: ['echo', 'slow-20'], signedIn: true });

/** As the example on the page has it. */
function withCurl(url: string, authorization: string): string {
  const body = JSON.stringify({ model: 'echo', messages: [{ role: 'user', content: 'Hello' }] });
  const words = ['-sS', '--fail-with-body', `${url}/v1/chat/completions`, '-H', `Authorization: ${authorization}`];
  return execFileSync('curl', [...words, '-H', 'Content-Type: application/json', '-d', body]).toString();
}

test('a key is made on its page, used, limited to a model, and revoked', async ({ page, request }) => {
  await page.goto('/keys');
  await expect(page.getByText('Your keys will be listed here')).toBeVisible();
  await page.getByLabel('Name').fill('nightly report');
  await page.getByRole('button', { name: 'Make a key' }).click();
  const shown = page.getByLabel('The key nightly report');
  await expect(shown).toHaveText(/^tg_.{43}$/);
  const headers = { authorization: `Bearer ${await shown.innerText()}` };
  await page.reload();
  await expect(shown).toHaveCount(0);

  const ask = (model: string) => request.post('/v1/chat/completions', { headers, data: { model, messages: [{ role: 'user', content: 'Hello' }] } });
  expect((await ask('echo')).status()).toBe(200);
  expect(withCurl(server.url, headers.authorization)).toContain('You asked: Hello');
  const row = page.getByRole('row', { name: /nightly report/ });
  await expect(row).toContainText('all models');
  await page.getByRole('link', { name: 'nightly report' }).click();
  await page.getByRole('checkbox', { name: 'echo' }).check();
  await page.getByLabel('Budget a day').fill('0.5');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('status')).toContainText('Saved.');
  await expect(page.getByLabel('Budget a day')).toHaveValue('0.50');
  await expect.poll(async () => (await ask('slow-20')).status()).toBe(403);
  expect((await ask('echo')).status()).toBe(200);

  await page.getByRole('link', { name: 'All keys' }).click();
  await expect(row).toContainText('$0.50 a day');
  await page.getByRole('button', { name: 'Revoke nightly report' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
  await expect(row).toBeVisible();
  await page.getByRole('button', { name: 'Revoke nightly report' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click();
  await expect(page.getByRole('status')).toContainText('Key revoked.');
  await expect(row).toHaveCount(0);
  await expect.poll(async () => (await ask('echo')).status()).toBe(401);
  expect(() => withCurl(server.url, headers.authorization)).toThrow(/401/);
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });
  test('what is wrong stands at its field, and what was typed stays', async ({ page }) => {
    await page.goto('/keys');
    await page.getByLabel('Name').fill('laptop');
    await page.getByText('Last day, limits and models').click();
    await page.getByLabel('Budget a day').fill('ten');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await expect(page.getByText('Write dollars like 10 or 0.25')).toBeVisible();
    await expect(page.getByLabel('Name')).toHaveValue('laptop');
    await page.getByLabel('Budget a day').fill('10');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await expect(page.getByLabel('The key laptop')).toHaveText(/^tg_/);
  });
});
