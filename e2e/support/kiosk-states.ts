import { type Page, expect } from '@playwright/test';
import { type Complaints, aborted, refused } from './complaints.ts';
import { KioskPage } from './kiosk-page.ts';
import { codeIn } from './mailbox.ts';
import type { Server } from './server.ts';
import type { Look } from './states.ts';
import { type Language, Texts } from './texts.ts';

/** What the way through all states needs; the server's office is one that is open day and night. */
export interface KioskScene {
  page: Page;
  server: Server;
  language: Language;
  email: string;
  complaints: Complaints;
}

const SERVICE = 'odbiory-dowodow-rejestracyjnych-adnotacje';

/** Brings the kiosk into each of its states, in one language, and looks at each. */
export async function everyKioskState({ page, server, language, email, complaints }: KioskScene, look: Look): Promise<void> {
  for (const status of [401, 404, 409, 429]) complaints.expect(refused(status));
  complaints.expect(aborted);
  const texts = new Texts(language, 'kiosk');
  const kiosk = new KioskPage(page, texts);
  await page.clock.install();
  const speak = () => page.locator(`#language-${language}`).click();
  await kiosk.open();
  await speak();
  await look('set-up');
  await kiosk.token.fill('wrong');
  await page.locator('form button[type=submit]').click();
  await expect(page.getByRole('alert').filter({ visible: true })).toBeVisible();
  await look('set-up-wrong');
  await kiosk.token.fill(await server.kioskToken());
  await page.locator('form button[type=submit]').click();
  await expect(page.locator('.booked')).toBeVisible();
  await page.clock.runFor(1_000);
  await speak();
  await look('start');
  await kiosk.start.click();
  await look('code-empty');
  await kiosk.touch('48291');
  await look('code-typing');
  await kiosk.button('take-ticket').click();
  await look('code-short');
  await page.clock.runFor(41_000);
  await look('still-there');
  await kiosk.stay.click();
  await kiosk.touch('5739');
  await kiosk.button('take-ticket').click();
  await look('mistyped');

  const [date, later] = await server.api.freeDays(SERVICE);
  const hour = { service: SERVICE, time: '00:00' };
  const other = email.replace('anna', 'berta');
  const booking = await server.api.book({ ...hour, date: later }, other);
  const late = codeIn(await server.mailbox.letterTo(other));
  let answer = () => {};
  const asked = new Promise<void>((go) => (answer = go));
  await page.route('**/api/v1/kiosk/tickets', async (route) => {
    await asked;
    await route.continue();
  }, { times: 1 });
  await kiosk.scan(late);
  await look('checking');
  answer();
  await expect(kiosk.title).not.toHaveText(texts.get('checking'));
  await look('too-early-later');
  await server.api.cancel(booking);
  await server.api.book({ ...hour, date }, email);
  const code = codeIn(await server.mailbox.letterTo(email));
  await kiosk.scan('https://example.pl/');
  await look('not-a-code');
  const refuse = async (status: number, code: string, extra: object = {}, headers: Record<string, string> = {}) => {
    const json = { type: 'about:blank', title: code, status, detail: code, code, ...extra };
    await page.route('**/api/v1/kiosk/tickets', (route) => route.fulfill({ status, contentType: 'application/problem+json', json, headers }), { times: 1 });
    await kiosk.scan('000000013');
    await expect(kiosk.title).not.toHaveText(texts.get('checking'));
    await look(code);
  };
  await refuse(404, 'code-unknown');
  await refuse(409, 'too-early', { opens_at: '2030-12-07T08:50:00+01:00' });
  await refuse(409, 'too-late', { walk_in: true });
  await refuse(409, 'wrong-office');
  await refuse(429, 'rate-limited', {}, { 'retry-after': '16' });
  await kiosk.scan(code);
  await expect(kiosk.number).toBeVisible();
  await page.clock.runFor(1_000);
  await expect(kiosk.button('ticket-done')).toBeVisible();
  await look('ticket');
  await kiosk.button('not-printed').click();
  await page.clock.runFor(1_000);
  await look('ticket-again');
  await kiosk.button('ticket-done').click();
  await page.route('**/api/v1/**', (route) => route.abort('connectionreset'));
  await speak();
  await page.clock.runFor(61_000);
  await expect(kiosk.title).toHaveText(texts.get('out-of-order'));
  await look('out-of-order');
}
