/** The server dies in the middle of an answer. */
import { ChatPage } from '../support/chat.ts';
import { expect, serverFor, test } from '../support/test.ts';

const server = serverFor({ scripted: ['endless'], signedIn: true });

test.setTimeout(60_000);

test('what was written before the server died is there afterwards, marked as interrupted', async ({ page, expected }) => {
  expected.push(/ERR_(CONNECTION|INCOMPLETE|EMPTY|NETWORK)/, /Failed to fetch/);
  const chat = await new ChatPage(page).open();
  await chat.ask('Go on and on');
  await expect(page).toHaveURL(/\/c\//);
  // What has been on the page for a while is in the database, too. On a busy machine it takes its time.
  await expect.poll(() => chat.length(), { timeout: 30_000 }).toBeGreaterThan(300);
  await server.kill();
  await server.run();
  await page.reload();
  await expect(chat.question).toHaveText('Go on and on');
  await expect(chat.answer).toHaveAttribute('aria-busy', 'false');
  await expect(chat.answer).toContainText('Interrupted');
  expect(await chat.length()).toBeGreaterThan(20);
});
