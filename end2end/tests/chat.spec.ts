/** Asking and being answered, with a provider that does what it is told. */
import { ChatPage } from '../support/chat.ts';
import { expect, serverFor, test } from '../support/test.ts';

const WORDS = Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ');
serverFor({ scripted: ['echo', 'slow-50', 'endless', 'markdown', 'status-400'], signedIn: true });

test('an answer streams in, and its receipt opens', async ({ page }) => {
  const chat = await new ChatPage(page).open();
  await chat.choose('slow-50');
  await chat.ask(WORDS);
  await chat.writing();
  await chat.grows();
  await chat.finished();
  expect(await chat.text()).toBe(`You asked: ${WORDS}`);
  await expect(page).toHaveURL(/\/c\//);
  await expect(chat.receipt).toContainText(/\$0\.\d{4}/);
  await chat.receipt.click();
  await expect(page.getByRole('dialog', { name: 'Receipt' })).toContainText('Total, charged once');
});

test('the next question follows in the same chat', async ({ page }) => {
  const chat = await new ChatPage(page).open();
  await chat.ask('First question');
  await chat.finished();
  const address = page.url();
  await chat.ask('Second question');
  await chat.finished();
  await expect(page.getByRole('article', { name: 'Question' })).toHaveCount(2);
  await expect(chat.answer).toContainText('You asked: Second question');
  expect(page.url()).toBe(address);
});

test('the same question is answered for nothing the second time', async ({ page }) => {
  const chat = await new ChatPage(page).open();
  await chat.ask('Ask me twice');
  await chat.finished();
  await expect(chat.receipt).not.toContainText('from cache');
  await chat.open();
  await chat.ask('Ask me twice');
  await chat.finished();
  expect(await chat.text()).toBe('You asked: Ask me twice');
  await expect(chat.receipt).toContainText(/\$0\.0000 · from cache · saved/);
  await chat.receipt.click();
  await expect(page.getByRole('dialog', { name: 'Receipt' })).toContainText('no provider was asked');
});

test('Stop ends the answer and keeps what is there; Escape does the same', async ({ page }) => {
  const chat = await new ChatPage(page).open();
  await chat.choose('endless');
  for (const stop of [() => chat.stop.click(), () => page.keyboard.press('Escape')]) {
    await chat.ask('Go on and on');
    await expect.poll(() => chat.length()).toBeGreaterThan(20);
    await stop();
    await chat.finished();
    await expect(chat.receipt).toContainText('stopped');
    await expect(chat.send).toBeVisible();
  }
});

test('Regenerate asks once more', async ({ page }) => {
  const chat = await new ChatPage(page).open();
  await chat.ask('Say it again');
  await chat.finished();
  await chat.choose('slow-50');
  await chat.answer.getByRole('button', { name: 'Regenerate' }).click();
  await expect(page.getByRole('article', { name: 'Answer from slow-50' })).toBeVisible();
  await chat.finished();
  await expect(page.getByRole('article', { name: /^Answer/ })).toHaveCount(1);
});

test('a chat is renamed and deleted', async ({ page }) => {
  const chat = await new ChatPage(page).open();
  await chat.ask('Something to be named');
  await chat.finished();
  await page.getByRole('button', { name: 'Rename chat' }).click();
  const rename = page.getByRole('dialog', { name: 'Rename chat' });
  await rename.getByLabel('Title').fill('A better name');
  await rename.getByRole('button', { name: 'Rename' }).click();
  await expect(rename).toBeHidden();
  await expect(chat.title).toHaveText('A better name');
  await expect(chat.list.getByRole('link', { name: 'A better name' })).toBeVisible();
  await page.reload();
  await chat.ready();
  await expect(chat.title).toHaveText('A better name');

  await chat.chatMenu('Delete chat');
  await page.getByRole('dialog', { name: 'Delete chat' }).getByRole('button', { name: 'Delete chat' }).click();
  await expect(page).toHaveURL('/');
  await expect(chat.list.getByRole('link', { name: 'A better name' })).toHaveCount(0);
});

test('settings are kept with the chat', async ({ page }) => {
  const chat = await new ChatPage(page).open();
  await chat.ask('Remember how I like it');
  await chat.finished();
  await chat.chatMenu('Chat settings');
  const settings = page.getByRole('dialog', { name: 'Chat settings' });
  await settings.getByLabel('System prompt').fill('Answer in rhymes.');
  await settings.getByLabel('Temperature').fill('9');
  await settings.getByRole('button', { name: 'Save' }).click();
  await expect(settings.getByLabel('Temperature')).toHaveAttribute('aria-invalid', 'true');
  await settings.getByLabel('Temperature').fill('0.2');
  const kept = page.waitForResponse((response) => response.url().includes('/api/fn/set_chat_settings'));
  await settings.getByRole('button', { name: 'Save' }).click();
  await kept;
  await page.reload();
  await chat.ready();
  await chat.chatMenu('Chat settings');
  await expect(settings.getByLabel('System prompt')).toHaveValue('Answer in rhymes.');
  await expect(settings.getByLabel('Temperature')).toHaveValue('0.2');
});

test('markdown is drawn, code is copied, and HTML stays text', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const chat = await new ChatPage(page).open();
  await chat.choose('markdown');
  await chat.ask('Show me markdown');
  await chat.finished();
  await expect(chat.answer.getByRole('heading', { name: 'A heading' })).toBeVisible();
  await expect(chat.answer.locator('strong')).toHaveText('strong');
  await expect(chat.answer.getByRole('table')).toBeVisible();
  await expect(chat.answer).toContainText('<b>not bold</b>');
  await expect(chat.answer.locator('.prose b')).toHaveCount(0);
  const code = chat.answer.locator('.code-block');
  await code.getByRole('button', { name: 'Copy' }).click();
  await expect(code.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.trim()).toBe('fn main() {\n    println!("hello");\n}');
});

test('a provider that fails is told of, and the question stays', async ({ page }) => {
  const chat = await new ChatPage(page).open();
  await chat.choose('status-400');
  await chat.ask('Will this work?');
  await expect(chat.answer).toHaveAttribute('aria-busy', 'false');
  await expect(chat.answer.getByRole('alert')).toContainText('Nothing was charged.');
  await expect(chat.answer.getByRole('button', { name: 'Try again' })).toBeVisible();
  await page.reload();
  await chat.ready();
  await expect(chat.question).toHaveText('Will this work?');
  await expect(chat.answer.getByText('Nothing was charged.')).toBeVisible();
});

test('who closes the tab finds the whole answer later', async ({ page, context }) => {
  const chat = await new ChatPage(page).open();
  await chat.choose('slow-50');
  const question = `Later ${WORDS}`;
  await chat.ask(question);
  await expect(page).toHaveURL(/\/c\//);
  await chat.grows();
  const address = page.url();
  await page.close();
  const later = new ChatPage(await context.newPage());
  await later.page.goto(address);
  await later.finished();
  expect(await later.text()).toBe(`You asked: ${question}`);
});

test('everything can be done with the keyboard', async ({ page }) => {
  const chat = await new ChatPage(page).open();
  await chat.message.focus();
  await page.keyboard.type('First line');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('second line');
  await page.keyboard.press('Enter');
  await chat.finished();
  await expect(chat.question).toHaveText(/First line\s+second line/);
  const address = page.url();

  await page.getByRole('button', { name: 'Chat menu' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Chat settings' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Delete chat' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Chat menu' })).toBeFocused();

  await page.keyboard.press('Control+j');
  await expect(page).toHaveURL('/');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('searchbox', { name: 'Search chats' })).toBeFocused();
  await page.keyboard.type('second line');
  const found = chat.list.getByRole('link').first();
  await expect(chat.list.getByRole('heading', { name: 'Found' })).toBeVisible();
  await found.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(address);
});
