/** One invites another, and shows them out. */
import { ChatPage } from '../support/chat.ts';
import { colleague, fillJoinForm, fillSignInForm } from '../support/people.ts';
import { expect, serverFor, test } from '../support/test.ts';

serverFor({ scripted: ['echo'], signedIn: true });

test('an admin invites a person, who joins; suspended, they are out at once', async ({ page, visitor, expected }) => {
  expected.push(/status of 4\d\d/);
  await page.goto('/admin/people');
  await page.getByLabel('E-mail').fill(colleague.email);
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

  await page.reload();
  await expect(async () => {
    await page.getByRole('button', { name: `Suspend ${colleague.name}` }).click();
    await expect(page.getByRole('dialog')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
  await expect(page.getByRole('row', { name: colleague.name })).toContainText('suspended');

  await theirs.goto('/', { timeout: 2_000 });
  await expect(theirs).toHaveURL(/\/sign-in/, { timeout: 2_000 });
  await fillSignInForm(theirs, colleague);
  await theirs.getByRole('button', { name: 'Sign in' }).click();
  await expect(theirs.getByRole('alert')).toBeVisible();
});
