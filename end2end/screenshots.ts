/** Draws every page in both themes, wide and narrow, into results/. Run by `npm run screenshots`. */
import type { Page } from '@playwright/test';
import { ChatPage } from './support/chat.ts';
import { fillSignInForm, admin } from './support/people.ts';
import { serverFor, test } from './support/test.ts';

const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } };

/** Draws in both themes, wide and narrow. */
function inAllLooks(draw: (page: Page, shoot: (name: string) => Promise<unknown>, size: string) => Promise<void>): void {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [size, viewport] of Object.entries(sizes)) {
      test(`${size}, ${colorScheme}`, async ({ page, expected }) => {
        expected.push(/status of 4\d\d/);
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await draw(page, (name) => page.screenshot({ path: `results/${name}-${size}-${colorScheme}.png`, animations: 'disabled' }), size);
      });
    }
  }
}

test.describe('set-up', () => {
  const server = serverFor({ scripted: ['echo'] });
  inAllLooks(async (page, shoot) => {
    await page.goto(server.setUpLink);
    await shoot('set-up');
  });
});

test.describe('signed in', () => {
  serverFor({ scripted: ['markdown', 'echo', 'endless'], signedIn: true });
  inAllLooks(async (page, shoot, size) => {
    const chat = await new ChatPage(page).open();
    await shoot('chat-empty');
    await page.getByRole('button', { name: /^Model/ }).click();
    await shoot('models');
    await page.keyboard.press('Escape');
    await chat.ask('Show me what you can do');
    await chat.finished();
    await shoot('chat');
    await chat.receipt.click();
    await shoot('receipt');
    await page.keyboard.press('Escape');
    await chat.choose('endless');
    await chat.ask('And now a long one');
    await chat.grows();
    await shoot('chat-writing');
    await chat.stop.click();
    await chat.finished();
    await chat.chatMenu('Chat settings');
    await shoot('chat-settings');
    if (size === 'narrow') {
      await chat.open();
      await page.getByRole('button', { name: 'Chats', exact: true }).click();
      await shoot('drawer');
    }
    for (const [name, path] of [['usage', '/usage'], ['settings', '/settings'], ['people', '/admin/people'], ['nothing', '/nowhere']]) {
      await page.goto(path);
      await shoot(name);
    }
    await page.context().clearCookies();
    await page.goto('/join/nothing');
    await shoot('join-closed');
    await page.goto('/sign-in');
    await shoot('sign-in');
    await fillSignInForm(page, { ...admin, password: 'something else entirely' });
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('[role=alert], .field-note.wrong').first().waitFor();
    await shoot('sign-in-wrong');
  });
});
