/** Who uses the program in these tests, and how they come in. */
import { type APIRequestContext, type Page, expect } from '@playwright/test';
import type { Server } from './server.ts';

export interface Person {
  name: string;
  email: string;
  password: string;
}

export const admin: Person = {
  name: 'First Admin',
  email: 'admin@example.org',
  password: 'a long sentence is fine',
};

export const colleague: Person = {
  name: 'Second Person',
  email: 'person@example.org',
  password: 'another long sentence',
};

/** What the form behind a set-up link or an invitation asks for. */
export async function fillJoinForm(page: Page, person: Person): Promise<void> {
  await page.getByLabel('Name').fill(person.name);
  // An invitation that is made for an address has it there already, and it cannot be changed.
  const email = page.getByLabel('E-mail');
  if (await email.isEditable()) await email.fill(person.email);
  await page.getByLabel('Password').fill(person.password);
}

export async function fillSignInForm(page: Page, person: Person): Promise<void> {
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
}

/** Makes the first admin without a page, for tests about something else. */
export async function makeAdmin(server: Server): Promise<void> {
  const secret = server.setUpLink.split('/join/')[1];
  const made = await fetch(`${server.url}/api/fn/redeem_link`, {
    method: 'POST',
    body: new URLSearchParams({ secret, ...admin }),
    redirect: 'manual',
  });
  expect(made.status, await made.text()).toBeLessThan(400);
}

/** Signs a browser in without a page: its cookies are those of the request. */
export async function signIn(request: APIRequestContext, person: Person = admin): Promise<void> {
  const { email, password } = person;
  const answer = await request.post('/api/fn/sign_in', { form: { email, password } });
  expect(answer.status(), await answer.text()).toBeLessThan(400);
}
