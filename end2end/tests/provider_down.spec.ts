/** One of two providers fails: whoever asks is served by the other and told so, and the admin sees which. */
import { ChatPage } from '../support/chat.ts';
import { expect, serverFor, test } from '../support/test.ts';

const settings = (provider: string): string => `
[[providers]]
name = "azure"
title = "Azure"
base_url = "${provider}/v1"
api_key_env = "OPENAI_API_KEY"
[[models]]
name = "team"
context = 100000
price = { input = "1.00", output = "2.00" }
targets = [{ provider = "openai", model = "status-500", weight = 1000000 }, { provider = "azure", model = "echo", weight = 1 }]
`;
serverFor({ scripted: ['echo'], settings, signedIn: true });

test('who asks is answered by the other provider, and the admin sees what failed', async ({ page }) => {
  test.slow();
  const chat = await new ChatPage(page).open();
  await chat.choose('team');
  // Each fails at least once at the first provider; five failures open its breaker.
  for (const question of ['One?', 'Two?', 'Three?', 'Four?', 'Five?']) {
    await chat.ask(question);
    await chat.finished(30_000);
    await expect(chat.answer).toContainText(`You asked: ${question}`);
    await expect(chat.answer).toContainText('via Azure');
    if (question === 'One?') {
      await expect(chat.answer).toContainText(/OpenAI .+, so Azure answered instead\. The failed tries cost nothing\./);
      await expect(chat.receipt).toContainText('tries');
    }
  }
  await chat.ask('Six?');
  await chat.finished();
  await expect(chat.answer).toContainText('via Azure');
  await expect(chat.receipt).not.toContainText('tries');

  await page.goto('/admin');
  await expect(page.getByText(/OpenAI is failing\./)).toBeVisible();
  await expect(page.getByRole('img', { name: /calls were answered and 0 failed/ })).toBeVisible();
  await page.getByRole('link', { name: 'See provider' }).click();
  const failing = page.getByRole('row', { name: /^OpenAI/ });
  await expect(failing).toContainText('open');
  await expect(page.getByRole('row', { name: /^Azure/ })).toContainText('closed');
});
