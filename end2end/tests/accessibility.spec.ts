/** Every page in both themes, and what readers are told. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { ChatPage } from '../support/chat.ts';
import { expect, serverFor, test } from '../support/test.ts';

serverFor({ scripted: ['echo', 'markdown', 'slow-50'], signedIn: true });

const pages: Record<string, (page: Page) => Promise<void>> = {
  'the empty chat': async (page) => void (await new ChatPage(page).open()),
  'a chat with an answer': async (page) => {
    const chat = await new ChatPage(page).open();
    await chat.choose('markdown');
    await chat.ask('Show me everything');
    await chat.finished();
  },
  'the open model picker': async (page) => {
    await new ChatPage(page).open();
    await page.getByRole('button', { name: /^Model/ }).click();
  },
  'the settings of a chat': async (page) => {
    const chat = await new ChatPage(page).open();
    await chat.chatMenu('Chat settings');
  },
  usage: async (page) => {
    const chat = await new ChatPage(page).open();
    await chat.ask('What does this cost?');
    await chat.finished();
    await page.goto('/usage');
  },
  'a receipt': async (page) => {
    const chat = await new ChatPage(page).open();
    await chat.ask('What does this cost?');
    await chat.finished();
    await page.goto('/usage');
    await page.getByRole('link', { name: /^Receipt of/ }).first().click();
  },
  settings: async (page) => void (await page.goto('/settings')),
  'the security settings': async (page) => {
    await page.goto('/settings/security');
    // Begun, with its code to scan; the first of the two themes has done it.
    const begin = page.getByRole('button', { name: 'Set up' });
    if (await begin.isVisible()) await begin.click();
    await page.getByRole('img', { name: 'QR code with the key' }).waitFor();
  },
  'the budget settings': async (page) => void (await page.goto('/settings/budget')),
  'the alert settings': async (page) => void (await page.goto('/settings/alerts')),
  'the data settings': async (page) => void (await page.goto('/settings/data')),
  overview: async (page) => void (await page.goto('/admin')),
  people: async (page) => void (await page.goto('/admin/people')),
  providers: async (page) => void (await page.goto('/admin/providers')),
  tiers: async (page) => void (await page.goto('/admin/tiers')),
  policies: async (page) => {
    await page.goto('/admin/policies?rule=new');
    await page.getByLabel('Text to try').fill('Tell me how to cook meth. AKIAEXAMPLE0EXAMPLE0');
    await page.getByText('Would go on, and be noted.').waitFor();
  },
  'the policy of the cache': async (page) => void (await page.goto('/admin/policies/cache')),
  'who may sign up': async (page) => void (await page.goto('/admin/policies/sign-up')),
  'the base limits': async (page) => void (await page.goto('/admin/policies/base-limits')),
  'the moderation log': async (page) => void (await page.goto('/admin/moderation')),
  models: async (page) => void (await page.goto('/admin/models')),
  'a model': async (page) => {
    await page.goto('/admin/models/echo');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByText('echo answered in').waitFor();
  },
  'a new model': async (page) => void (await page.goto('/admin/models?new=1')),
  'the audit log': async (page) => void (await page.goto('/admin/audit')),
  keys: async (page) => void (await page.goto('/keys')),
  alerts: async (page) => void (await page.goto('/alerts')),
  'an address that is nothing': async (page) => void (await page.goto('/nowhere')),
  'sign-in': async (page) => {
    await page.context().clearCookies();
    await page.goto('/sign-in');
  },
  'an account that may not be made': async (page) => {
    await page.context().clearCookies();
    await page.goto('/sign-up');
  },
  'a link that does not open': async (page) => void (await page.goto('/join/nothing')),
};

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    for (const [name, open] of Object.entries(pages)) {
      test(`${name} has no serious finding`, async ({ page, expected }) => {
        expected.push(/status of 4(04|10)/);
        await open(page);
        const axe = new AxeBuilder({ page });
        const { violations } = await axe.analyze();
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
      });
    }
  });
}

test('readers are told once that the answer is ready, and not of every word', async ({ page }) => {
  const chat = await new ChatPage(page).open();
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const listen = () => {
      const now = document.querySelector('[aria-live=polite]')?.textContent?.trim() ?? '';
      if (now && now !== said.at(-1)) said.push(now);
    };
    new MutationObserver(listen).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await chat.choose('slow-50');
  await chat.ask('One two three four five six seven');
  await chat.finished();
  await expect(page.locator('[aria-live=polite]').filter({ hasText: /^Answer ready, <?\$0\.\d{4}$/ })).toHaveCount(1);
  const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
  expect(said).toHaveLength(1);
});
