/** An admin says what is offered, what it costs and who may use it, without a restart. */
import { ChatPage } from '../support/chat.ts';
import { expect, serverFor, test } from '../support/test.ts';

serverFor({ scripted: ['echo', 'markdown'], signedIn: true });

test('a new price is on the receipt of the next question', async ({ page }) => {
  await page.goto('/admin/models');
  await page.getByRole('region', { name: 'Models' }).getByRole('link', { name: 'echo', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'echo', level: 1 })).toBeVisible();
  await page.getByLabel('Input', { exact: true }).fill('much');
  await page.getByLabel('Output').fill('4000');
  await page.getByRole('button', { name: 'Set price' }).click();
  await expect(page.getByText('Write dollars like 2 or 0.25')).toBeVisible();
  await expect(page.getByLabel('Output')).toHaveValue('4000');
  await page.getByLabel('Input', { exact: true }).fill('3000');
  await page.getByRole('button', { name: 'Set price' }).click();
  await expect(page.getByText('The next call is charged by this price.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Prices' }).getByRole('row', { name: /in force/ })).toContainText('$3\u202f000.00');

  await page.getByLabel('Question').fill('Are you there?');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await expect(page.getByText(/^echo answered in/)).toBeVisible();
  await expect(page.getByRole('blockquote')).toContainText('Are you there?');
  await page.getByRole('link', { name: 'Receipt' }).click();
  await expect(page.getByText('$3\u202f000.00')).toBeVisible();
  await expect(page.getByText('Trials')).toBeVisible();
});

test('places are added and taken away, and what was typed stays', async ({ page }) => {
  await page.goto('/admin/models/markdown');
  await page.getByLabel('Title').fill('Tables');
  await page.getByRole('button', { name: 'Add a place' }).click();
  await expect(page.getByText('Not saved yet.')).toBeVisible();
  await expect(page.getByLabel('Title')).toHaveValue('Tables');
  await page.getByLabel('Provider 2').selectOption({ index: 1 });
  await page.getByLabel('Name there 2').fill('echo');
  await page.getByLabel('Weight 2').fill('0');
  await page.getByRole('button', { name: 'Add a place' }).click();
  await page.getByRole('button', { name: 'Remove place 3' }).click();
  await expect(page.getByLabel('Name there 2')).toHaveValue('echo');
  await expect(page.getByLabel('Provider 3')).toHaveCount(0);
  await page.getByRole('button', { name: 'Save model' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Tables', level: 1 })).toBeVisible();

  const chat = await new ChatPage(page).open();
  await page.getByRole('button', { name: /^Model/ }).click();
  await expect(page.getByRole('option', { name: /Tables/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.goto('/admin/models/markdown');
  await page.getByRole('button', { name: 'Back to the file…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Back to the file' }).click();
  await expect(page.getByText('The file counts again.')).toBeVisible();
  await expect(page.getByRole('region', { name: 'History' }).first()).toContainText('Given back to the file');
  await chat.open();
});

test('a model is made, closed to a tier, and gone from its menu', async ({ page }) => {
  await page.goto('/admin/models');
  await page.getByRole('link', { name: 'New model' }).click();
  await page.getByLabel('Name', { exact: true }).fill('team/answers');
  await page.getByLabel('Title').fill('Team answers');
  await page.getByLabel('Context').fill('8000');
  await page.getByLabel('Provider 1').selectOption({ index: 1 });
  await page.getByLabel('Name there 1').fill('echo');
  await page.getByLabel('Input', { exact: true }).fill('0.25');
  await page.getByLabel('Output').fill('2');
  await page.getByRole('button', { name: 'Make model' }).click();
  await expect(page.getByText('The model is made.')).toBeVisible();
  await new ChatPage(page).open();
  await page.getByRole('button', { name: /^Model/ }).click();
  await expect(page.getByRole('option', { name: /Team answers/ })).toBeVisible();

  await page.goto('/admin/models/team/answers');
  await page.getByLabel('Enterprise').uncheck();
  await page.getByRole('button', { name: 'Save tiers' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await new ChatPage(page).open();
  await page.getByRole('button', { name: /^Model/ }).click();
  await expect(page.getByRole('option', { name: /echo/ })).toBeVisible();
  await expect(page.getByRole('option', { name: /Team answers/ })).toHaveCount(0);

  await page.goto('/admin/tiers');
  await page.getByRole('navigation', { name: 'Tiers', exact: true }).getByRole('link', { name: /Enterprise/ }).click();
  await expect(page.getByLabel('Only those that are ticked')).toBeChecked();
  await page.getByLabel('All, also those to come').check();
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByRole('region', { name: 'What changes' }).getByRole('row', { name: /Models/ })).toContainText('all');
  await page.getByRole('button', { name: /^Save for/ }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
});
