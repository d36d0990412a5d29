/** One invites another, and shows them out. */
import { ChatPage } from '../support/chat.ts';
import { colleague, fillJoinForm, fillSignInForm } from '../support/people.ts';
import { expect, serverFor, test } from '../support/test.ts';

serverFor({ scripted: ['echo'], signedIn: true });

test('an admin invites a person, who joins; suspended, they are out at once', async ({ page, visitor, expected }) => {
  expected.push(/status of 4\d\d/);
  await page.goto('/admin/people');
  await page.getByLabel('E-mail', { exact: true }).fill(colleague.email);
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByLabel('Invitation link').innerText();

  const theirs = await visitor();
  await theirs.goto(link);
  await expect(theirs.getByLabel('E-mail')).toHaveValue(colleague.email);
  await fillJoinForm(theirs, colleague);
  await theirs.getByRole('button', { name: 'Create account' }).click();
  await expect(theirs).toHaveURL('/');
  const chat = new ChatPage(theirs);
  await chat.ready();
  await chat.ask('May I?');
  await chat.finished();
  await theirs.goto('/admin/people');
  await expect(theirs.getByRole('table')).toHaveCount(0);
  await theirs.goto('/');

  await page.getByLabel('Name or e-mail').fill(colleague.email);
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('link', { name: colleague.name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(colleague.name);
  await page.getByRole('button', { name: `Suspend ${colleague.name}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
  await expect(page.getByRole('status')).toContainText('Suspended.');
  await expect(page.getByRole('button', { name: `Open the account of ${colleague.name}` })).toBeVisible();

  await theirs.goto('/', { timeout: 2_000 });
  await expect(theirs).toHaveURL(/\/sign-in/, { timeout: 2_000 });
  await fillSignInForm(theirs, colleague);
  await theirs.getByRole('button', { name: 'Sign in' }).click();
  await expect(theirs.getByRole('alert')).toBeVisible();
});

test('an admin sets what a person may spend, and gives them more for today', async ({ page, visitor, expected }) => {
  expected.push(/status of 4\d\d/);
  const somebody = { ...colleague, name: 'Lin Berg', email: 'lin@example.org' };
  await page.goto('/admin/people');
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByLabel('Invitation link').innerText();
  const theirs = await visitor();
  await theirs.goto(link);
  await fillJoinForm(theirs, somebody);
  await theirs.getByRole('button', { name: 'Create account' }).click();
  const chat = new ChatPage(theirs);
  await chat.ready();

  await page.goto('/admin/people');
  await page.getByRole('link', { name: somebody.name }).click();
  await page.getByRole('textbox', { name: 'Budget a day' }).fill('ten');
  await page.getByRole('button', { name: 'Save limits' }).click();
  await expect(page.getByRole('textbox', { name: 'Budget a day' })).toHaveValue('ten');
  await expect(page.getByRole('textbox', { name: 'Budget a day' })).toBeFocused();
  await page.getByRole('textbox', { name: 'Budget a day' }).fill('0');
  await page.getByRole('button', { name: 'Save limits' }).click();
  await expect(page.getByRole('status')).toContainText('Limits saved.');

  await chat.message.fill('May I?');
  await chat.send.click();
  await expect(theirs.getByRole('alert')).toContainText('may spend');

  await page.getByLabel('Dollars').fill('1');
  await page.getByRole('button', { name: 'Top up' }).click();
  await expect(page.getByRole('status')).toContainText('$1.00 more');
  await theirs.reload();
  await chat.ready();
  await chat.ask('And now?');
  await chat.finished();
});
