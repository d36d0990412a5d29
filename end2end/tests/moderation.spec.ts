/** What the content policy refuses stays with whoever wrote it. */
import { ChatPage } from '../support/chat.ts';
import { expect, serverFor, test } from '../support/test.ts';

const settings = '[[moderation.rules]]\ncategory = "project names"\nwords = ["Project Falcon"]\n';
serverFor({ scripted: ['echo'], settings, signedIn: true });

// The browser writes down that the server refused.
test.use({ expected: [/status of 400/] });

test('a refused question stays in the composer, says why, and goes once it is changed', async ({ page }) => {
  const chat = await new ChatPage(page).open();
  await chat.message.fill('When does Project Falcon start?');
  await chat.send.click();
  await expect(page.getByRole('alert')).toContainText('Not sent. This was refused for project names.');
  await expect(chat.message).toHaveValue('When does Project Falcon start?');
  await expect(page.getByRole('article', { name: 'Question' })).toHaveCount(0);
  await expect(page).toHaveURL('/');

  await chat.ask('When does it start?');
  await chat.finished();
  await expect(page.getByRole('alert')).toHaveCount(0);
  const address = page.url();
  await chat.message.fill('And project-falcon?');
  await chat.send.click();
  await expect(page.getByRole('alert')).toContainText('project names');
  await expect(chat.message).toHaveValue('And project-falcon?');
  await page.reload();
  await expect(chat.message).toHaveValue('And project-falcon?');
  await expect(page.getByRole('article', { name: 'Question' })).toHaveCount(1);
  expect(page.url()).toBe(address);
});
