/** The parts of the chat page by the names that people hear. */
import { type Locator, type Page, expect } from '@playwright/test';

export class ChatPage {
  readonly message: Locator;
  readonly send: Locator;
  readonly stop: Locator;
  readonly answer: Locator;
  readonly question: Locator;
  readonly title: Locator;
  readonly receipt: Locator;
  readonly list: Locator;

  constructor(readonly page: Page) {
    this.message = page.getByRole('textbox', { name: 'Message' });
    this.send = page.getByRole('button', { name: 'Send', exact: true });
    this.stop = page.getByRole('button', { name: 'Stop', exact: true });
    this.answer = page.getByRole('article', { name: /^Answer from/ }).last();
    this.question = page.getByRole('article', { name: 'Question' }).last();
    this.title = page.getByRole('heading', { level: 1 });
    this.receipt = this.answer.getByRole('button', { name: 'Receipt' });
    this.list = page.getByRole('navigation', { name: 'Chats' });
  }

  async open(path = '/'): Promise<this> {
    await this.page.goto(path);
    await this.ready();
    return this;
  }

  /** The page answers to what is done: Send opens when something stands in the box. */
  async ready(): Promise<void> {
    await this.message.fill('?');
    await expect(this.stop.or(this.send)).toBeEnabled();
    await this.message.fill('');
  }

  async choose(model: string): Promise<void> {
    const picker = this.page.getByRole('button', { name: /^Model/ });
    await picker.click();
    await this.page.getByRole('option', { name: model }).click();
    await expect(picker).toContainText(model);
  }

  async ask(question: string): Promise<void> {
    await this.message.fill(question);
    await this.send.click();
    await expect(this.question).toHaveText(question);
  }

  async writing(): Promise<void> {
    await expect(this.answer).toHaveAttribute('aria-busy', 'true');
  }

  async finished(timeout?: number): Promise<void> {
    await expect(this.answer).toHaveAttribute('aria-busy', 'false', { timeout });
    await expect(this.receipt).toBeVisible();
  }

  /** The answer has become longer than it was. */
  async grows(): Promise<void> {
    const before = await this.length();
    await expect.poll(() => this.length()).toBeGreaterThan(before);
  }

  async length(): Promise<number> {
    return (await this.text()).length;
  }

  /** What the model said, without what the page says about it. */
  async text(): Promise<string> {
    return this.answer.locator('.prose').innerText();
  }

  async chatMenu(item: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Chat menu' }).click();
    await this.page.getByRole('menuitem', { name: item }).click();
  }
}
