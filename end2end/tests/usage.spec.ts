/** What was spent, seen by who spent it. */
import { readFile } from 'node:fs/promises';
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

test('a call is found, opens its receipt and can be taken away', async ({ page }) => {
  const chat = await new ChatPage(page).open();
  await chat.ask('How far is the moon?');
  await chat.finished();
  await page.goto('/usage');
  const calls = page.getByRole('table', { name: 'Calls, newest first' });
  await page.getByText('Filter', { exact: true }).click();
  await page.getByLabel('Model').selectOption('echo');
  await page.getByLabel('Purpose').selectOption('Chat');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(/model=echo&purpose=chat/);
  await expect(calls.getByRole('row').nth(1)).toContainText('complete');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Calls as CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^tollgate-usage-\d{4}-\d\d-\d\d\.csv$/);
  const [head, ...lines] = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
  expect(head).toMatch(/^call,started_at,.*,cost_nano_dollars,cost_dollars/);
  expect(lines.length).toBe((await calls.getByRole('row').count()) - 1);

  await calls.getByRole('link', { name: /^Receipt of/ }).first().click();
  await expect(page.getByRole('heading', { name: 'Receipt' })).toBeVisible();
  await expect(page.getByText('Total, charged once')).toBeVisible();
  await expect(page.getByText('given back', { exact: false }).first()).toBeVisible();
  await expect(page.getByRole('table', { name: 'What was used' }).getByRole('row', { name: /^Total/ })).toContainText(/\$0\.\d{3}/);
  await page.goBack();
  await page.getByRole('link', { name: 'Show all' }).click();
  await expect(page).not.toHaveURL(/model=/);

  await page.goto('/usage?purpose=api');
  await expect(page.getByText('No call fits all of this.')).toBeVisible();
  await page.goto('/usage?chat=moon');
  await expect(calls.getByRole('link', { name: /^Receipt of/ }).first()).toBeVisible();
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });
  test('the page says the same', async ({ page }) => {
    await page.goto('/usage?days=quarter');
    await expect(page.getByRole('meter', { name: 'Today', exact: true })).toBeVisible();
    await page.getByRole('link', { name: '7 days' }).click();
    await expect(page.getByRole('navigation', { name: 'Days' }).getByRole('link', { name: '7 days' })).toHaveAttribute('aria-current', 'true');
    await page.getByText('Filter', { exact: true }).click();
    await page.getByLabel('From', { exact: true }).fill('2020-01-02');
    await page.getByLabel('To', { exact: true }).fill('2020-01-03');
    await page.getByRole('button', { name: 'Show' }).click();
    await expect(page.getByText('No call fits all of this.')).toBeVisible();
    await expect(page.getByLabel('From', { exact: true })).toHaveValue('2020-01-02');
  });
});
