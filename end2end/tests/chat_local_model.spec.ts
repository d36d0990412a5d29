/** The promise of the first start: a real answer by a real model, without any key. */
import { ChatPage } from '../support/chat.ts';
import { expect, serverFor, test } from '../support/test.ts';

serverFor({ local: true, signedIn: true });
/** A model of 135 M parameters on a shared machine. */
const PATIENCE = 90_000;
test.setTimeout(2 * PATIENCE);

test('the local model answers word by word, and says what it cost', async ({ page }) => {
  const chat = await new ChatPage(page).open();
  await page.evaluate(() => {
    const seen = new Set<number>();
    Object.assign(window, { seen });
    const look = () => seen.add(document.querySelector('article.answer .prose')?.textContent?.length ?? 0);
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await chat.ask('What is the capital of France?');
  await chat.finished(PATIENCE);
  expect(await chat.text()).toContain('Paris');
  await expect(chat.receipt).toContainText('$0.00');
  const steps = await page.evaluate(() => (window as unknown as { seen: Set<number> }).seen.size);
  expect(steps, 'sizes the answer was seen in').toBeGreaterThan(3);
});

test('an answer goes on through a reload, is the same in a second tab, and stops', async ({ page, context }) => {
  const chat = await new ChatPage(page).open();
  await chat.ask('Write a very long story about a toll gate in the mountains.');
  await expect.poll(() => chat.length(), { timeout: PATIENCE }).toBeGreaterThan(40);
  await expect(page).toHaveURL(/\/c\//);

  await page.reload();
  await chat.writing();
  await chat.grows();

  const second = new ChatPage(await context.newPage());
  await second.page.goto(page.url());
  await second.writing();
  await second.ready();
  await second.stop.click();
  await second.finished();
  await chat.finished();
  await expect(chat.receipt).toContainText('stopped');
  expect(await second.text()).toBe(await chat.text());
});
