import { mkdir } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { terminals } from '../support/browser.ts';
import { aborted, refused } from '../support/complaints.ts';
import { KioskPage, dayAndNight } from '../support/kiosk-page.ts';
import { codeIn } from '../support/mailbox.ts';
import { Server } from '../support/server.ts';
import { test as base, expect } from '../support/test.ts';
import { LANGUAGES, Texts } from '../support/texts.ts';

const test = base.extend({
  server: [
    async ({}, use) => {
      const server = await Server.start(undefined, {}, dayAndNight());
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

for (const language of LANGUAGES) {
  for (const [screen, viewport] of Object.entries(terminals)) {
    test.describe(language, () => {
      test.use({ language, viewport, hasTouch: true });

      test(`every state of the kiosk, ${screen}`, async ({ page, server, email, complaints }, { project }) => {
        test.skip(project.name !== 'desktop', 'its screens are its own');
        for (const status of [404, 409, 429]) complaints.expect(refused(status));
        complaints.expect(aborted);
        const folder = `screenshots/kiosk-${screen}/${language}`;
        await mkdir(folder, { recursive: true });
        let count = 0;
        const take = async (state: string): Promise<void> => {
          count += 1;
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            await page.screenshot({ path: `${folder}/${String(count).padStart(2, '0')}-${state}-${colorScheme}.png` });
          }
        };
        const kiosk = new KioskPage(page, new Texts(language, 'kiosk'));
        await page.clock.install();
        const speak = () => page.locator(`#language-${language}`).click();
        await kiosk.open();
        await speak();
        await take('set-up');
        await kiosk.token.fill('wrong');
        complaints.expect(refused(401));
        await page.locator('form button[type=submit]').click();
        await expect(page.getByRole('alert').filter({ visible: true })).toBeVisible();
        await kiosk.token.fill(await server.kioskToken());
        await page.locator('form button[type=submit]').click();
        await expect(page.locator('.booked')).toBeVisible();
        await page.clock.runFor(1_000);
        await speak();
        await take('start');
        await kiosk.start.click();
        await take('code-empty');
        await kiosk.touch('48291');
        await take('code-typing');
        await kiosk.button('take-ticket').click();
        await take('code-short');
        await page.clock.runFor(41_000);
        await take('still-there');
        await kiosk.stay.click();
        await kiosk.touch('5739');
        await kiosk.button('take-ticket').click();
        await take('mistyped');

        const [date, later] = await server.api.freeDays('odbiory-dowodow-rejestracyjnych-adnotacje');
        const hour = { service: 'odbiory-dowodow-rejestracyjnych-adnotacje', time: '00:00' };
        const booking = await server.api.book({ ...hour, date: later }, email.replace('anna', 'berta'));
        const late = codeIn(await server.mailbox.letterTo(email.replace('anna', 'berta')));
        await page.route('**/api/v1/kiosk/tickets', (route) => new Promise<void>((done) => setTimeout(() => done(route.continue()), 700)), { times: 1 });
        await kiosk.scan(late);
        await take('checking');
        await expect(kiosk.title).not.toHaveText(new Texts(language, 'kiosk').get('checking'));
        await take('too-early-later');
        await server.api.cancel(booking);
        await server.api.book({ ...hour, date }, email);
        const code = codeIn(await server.mailbox.letterTo(email));
        await kiosk.scan('https://example.pl/');
        await take('not-a-code');
        const refuse = async (status: number, code: string, extra: object = {}, headers: Record<string, string> = {}) => {
          const json = { type: 'about:blank', title: code, status, detail: code, code, ...extra };
          await page.route('**/api/v1/kiosk/tickets', (route) => route.fulfill({ status, contentType: 'application/problem+json', json, headers }), { times: 1 });
          await kiosk.scan('000000013');
          await expect(kiosk.title).not.toHaveText(new Texts(language, 'kiosk').get('checking'));
          await take(code);
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
        await take('ticket');
        await kiosk.button('not-printed').click();
        await page.clock.runFor(1_000);
        await take('ticket-again');
        if (screen === 'portrait') await paper(page, `${folder}/paper.png`);
        await kiosk.button('ticket-done').click();
        await page.route('**/api/v1/**', (route) => route.abort('connectionreset'));
        await speak();
        await page.clock.runFor(61_000);
        await expect(kiosk.title).toHaveText(new Texts(language, 'kiosk').get('out-of-order'));
        await take('out-of-order');
      });
    });
  }
}

/** The ticket as it comes out of the printer, at three times its size. */
async function paper(page: Page, path: string): Promise<void> {
  await page.emulateMedia({ media: 'print' });
  await page.locator('.paper').screenshot({ path });
  await page.emulateMedia({ media: 'screen' });
}
