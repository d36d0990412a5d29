/** A budget from the first question to the last, and one more. */
import { type Page } from '@playwright/test';
import { ChatPage } from '../support/chat.ts';
import { colleague, fillJoinForm } from '../support/people.ts';
import { expect, serverFor, test } from '../support/test.ts';

// Answers are short, so that little is held for each.
serverFor({ scripted: ['echo'], signedIn: true, settings: 'max_tokens = 50' });

async function makeTier(page: Page, name: string, budget: string): Promise<void> {
  await page.goto('/admin/tiers');
  await page.getByRole('navigation', { name: 'Tiers', exact: true }).getByRole('link', { name: /Pro/ }).click();
  await page.getByRole('link', { name: 'Clone' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Budget a day').fill(budget);
  await page.getByRole('button', { name: 'Make tier' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
}

let asked = 0;

/** Asks in a chat of its own what was not asked before, so that each question costs the same, and waits until what is left is said. */
async function askOnce(chat: ChatPage): Promise<void> {
  asked += 1;
  await chat.open();
  await chat.ask(`What is the shortest way to station ${asked}, and how long would one walk?`);
  const quoted = chat.page.waitForResponse('**/api/fn/quote_prompt');
  await chat.finished();
  await quoted;
}

test('a person is warned, stopped, given more, and goes on', async ({ page, visitor, expected }) => {
  test.slow();
  expected.push(/status of 402/);
  await makeTier(page, 'Interns', '0.002');
  await page.goto('/admin/people');
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByLabel('Invitation link').innerText();
  const theirs = await visitor();
  await theirs.goto(link);
  await fillJoinForm(theirs, colleague);
  await theirs.getByRole('button', { name: 'Create account' }).click();
  const chat = new ChatPage(theirs);
  await chat.ready();
  await page.goto('/admin/people');
  await page.getByRole('link', { name: colleague.name }).click();
  const tiers = page.getByRole('combobox', { name: 'Tier' });
  await tiers.selectOption(await tiers.getByRole('option', { name: /^Interns:/ }).getAttribute('value'));
  await page.getByRole('button', { name: 'Set tier' }).click();
  await expect(page.getByRole('status')).toBeVisible();

  // What it may cost is said before it is sent.
  await chat.message.fill('May I?');
  await expect(theirs.getByText(/^up to \$0\.00\d$/)).toBeVisible();
  const warning = theirs.getByRole('status').filter({ hasText: /^\d+ % of today's budget is used\./ });
  const stop = theirs.getByRole('alert').filter({ hasText: /of today's budget is used\./ });
  await expect(async () => {
    await askOnce(chat);
    await expect(warning).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(warning).toContainText('It opens again at');
  await expect(async () => {
    await askOnce(chat);
    await expect(stop).toBeVisible({ timeout: 1_000 });
  }).toPass();

  // What is sent all the same is refused, and stays in the box.
  await chat.message.fill('And now?');
  await chat.send.click();
  await expect(theirs.getByRole('alert')).toContainText('may spend');
  await expect(chat.message).toHaveValue('And now?');
  await theirs.goto('/alerts');
  await expect(theirs.getByText(/^80\s% of the budget of the day is spent/)).toBeVisible();

  await page.getByLabel('Dollars').fill('1');
  await page.getByRole('button', { name: 'Top up' }).click();
  await expect(page.getByRole('status')).toContainText('$1.00 more');
  await askOnce(chat);
  await expect(stop.or(warning)).toHaveCount(0);
});
