/** `test` as this project uses it: with a server for each file, and no fault in any page goes unseen. */
import { type BrowserContext, type Page, test as base, expect } from '@playwright/test';
import { makeAdmin, signIn } from './people.ts';
import { Server, type Wishes } from './server.ts';

interface Tools {
  /** Faults that a test brings about itself. */
  expected: RegExp[];
  /** Another browser: other cookies, other storage. */
  visitor: () => Promise<Page>;
}

export const test = base.extend<Tools & { faults: string[] }>({
  // eslint-disable-next-line no-empty-pattern
  expected: async ({}, use) => use([]),
  faults: [
    async ({ expected }, use) => {
      const faults: string[] = [];
      await use(faults);
      const unexpected = faults.filter((fault) => !expected.some((pattern) => pattern.test(fault)));
      expect(unexpected, 'faults in the pages').toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context, faults }, use) => {
    watch(context, faults);
    await use(context);
  },
  visitor: async ({ browser, baseURL, faults }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL });
      watch(context, faults);
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

export { expect };

/** Console errors (violations of the content security policy are among them) and errors nobody caught. */
function watch(context: BrowserContext, faults: string[]): void {
  context.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} at ${message.location().url}`);
  });
  context.on('weberror', (error) => faults.push(String(error.error())));
}

/** A server for this file. With `signedIn`, there is an admin and every test begins as them. */
export function serverFor(wishes: Wishes & { signedIn?: boolean }): Server {
  const server = new Server(wishes);
  test.beforeAll(async () => {
    await server.start();
    if (wishes.signedIn) await makeAdmin(server);
  });
  test.afterAll(() => server.stop());
  // eslint-disable-next-line no-empty-pattern
  test.use({ baseURL: async ({}, use) => use(server.url) });
  if (wishes.signedIn) test.beforeEach(({ context }) => signIn(context.request));
  return server;
}
