import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility.ts';
import { Announcements } from '../support/announcements.ts';
import { refused } from '../support/complaints.ts';
import { codeIn } from '../support/mailbox.ts';
import { Server } from '../support/server.ts';
import { expect, test as base } from '../support/test.ts';

const test = base.extend<object, { server: Server }>({
  server: [
    async ({ postgres }, use) => {
      const server = await Server.start(postgres, { WIZYTA_HOLD_MINUTES: '10' });
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

/** What the page asks of bookings, as method, last part of the path, and whether it holds. */
function asked(page: Page): string[] {
  const calls: string[] = [];
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (!path.startsWith('/api/v1/bookings') || request.method() === 'GET') return;
    const kind = path.split('/').at(-1)!;
    const hold = request.postDataJSON()?.hold ? ' hold' : '';
    calls.push(`${request.method()} ${kind.length > 30 ? 'booking' : kind}${hold}`);
  });
  return calls;
}

const left = (page: Page) => page.locator('.hold-left');

test('the chosen hour is held until it is booked', async ({ page, booking, visit, server, texts, email, hourOf }) => {
  const calls = asked(page);
  const hour = await hourOf('prawa-jazdy');
  const before = await server.api.free(hour);
  await booking.open();
  await booking.fillIn(hour, email);
  await expect(left(page)).toHaveText(/10/);
  expect(await server.api.free(hour)).toBe(before - 1);
  await expectAccessible(page, 'the hour is held');
  // Others take all the rest.
  await server.api.fill(hour);
  await page.reload();
  await expect(left(page), 'a reload loses nothing').toHaveText(/10/);
  await expect(booking.hour(hour.time)).toBeChecked();

  await booking.book.click();
  await expect(visit.booked).toBeVisible();
  expect(calls).toEqual(['POST bookings hold', 'POST confirmation']);
  codeIn(await server.mailbox.letterTo(email));
  expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes('hold')))).toEqual([]);
  await expect(page.getByText(texts.get('code-label')).first()).toBeVisible();
});

test('another hour moves the hold, another service gives it up', async ({ page, booking, server, email, hourOf }) => {
  const calls = asked(page);
  const first = await hourOf('prawa-jazdy');
  const hours = await server.api.hours(first.service, first.date);
  const second = { ...first, time: hours.filter((hour) => hour.free > 1 && hour.time !== first.time).at(-1)!.time };
  const before = [await server.api.free(first), await server.api.free(second)];
  await booking.open();
  await booking.chooseService(first.service);
  await booking.email.fill(email);
  await booking.chooseDay(first.date);
  await booking.chooseHour(first.time);
  await expect(left(page)).toHaveText(/10/);
  await booking.chooseHour(second.time);
  await expect.poll(() => server.api.free(second)).toBe(before[1] - 1);
  expect(await server.api.free(first)).toBe(before[0]);
  const other = await hourOf('flota');
  await booking.chooseService(other.service);
  await booking.chooseDay(other.date);
  await booking.chooseHour(other.time);
  await expect.poll(() => server.api.free(second)).toBe(before[1]);
  await expect.poll(() => calls).toEqual(['POST bookings hold', 'PATCH booking', 'POST cancellation', 'POST bookings hold']);
});

test('without an address nothing is held, and a corrected one is held for', async ({ page, booking, visit, email, hourOf }) => {
  const calls = asked(page);
  const hour = await hourOf('prawa-jazdy');
  await booking.open();
  await booking.chooseService(hour.service);
  await booking.chooseDay(hour.date);
  await booking.chooseHour(hour.time);
  await booking.terms.check();
  expect(calls).toEqual([]);
  await booking.email.fill(email);
  await booking.email.blur();
  await expect(left(page)).toHaveText(/10/);
  await booking.email.fill(`other.${email}`);
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
  expect(calls.at(-1)).toMatch(/POST (confirmation|bookings)$/);
});

test('the end is told in time, and put off as often as one likes', async ({ page, booking, visit, texts, email, hourOf }) => {
  const heard = await Announcements.of(page);
  await page.clock.install();
  const hour = await hourOf('prawa-jazdy');
  await booking.open();
  await booking.fillIn(hour, email);
  await page.clock.runFor(2_000);
  await expect(left(page)).toHaveText(/10/);
  const dialog = page.getByRole('dialog');
  await page.clock.runFor(4 * 60_000);
  await expect(left(page)).toHaveText(/6/);
  await expect(dialog).toBeHidden();
  await booking.book.focus();
  await page.clock.runFor(3 * 60_000);
  await expect(dialog).toBeVisible();
  await expect(dialog).toContainText(texts.get('hold-warning'));
  await expectAccessible(page, 'the end of the hold is near');
  await dialog.getByRole('button', { name: texts.get('hold-extend', { n: '2' }).replace('\u00a0', ' ') }).click();
  await expect(dialog).toBeHidden();
  await expect(booking.book).toBeFocused();
  await page.clock.runFor(2_000);
  await expect(left(page)).toHaveText(/5/);
  await page.clock.runFor(2 * 60_000);
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(booking.book).toBeFocused();
  await page.clock.runFor(2 * 60_000);
  await expect(dialog, 'it is not asked twice').toBeHidden();
  const spoken = (await heard.all()).filter((text) => /Trzymamy/.test(text)).map((text) => Number(/\d+/.exec(text)![0]));
  expect([...new Set(spoken)].every((minutes) => [5, 2, 1].includes(minutes)), String(spoken)).toBe(true);
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
});

/** Lets the server say that the hold is over, as it does after ten minutes. */
async function runOut(page: Page, alternatives: object[]): Promise<void> {
  const json = { type: 'about:blank', title: '', status: 409, detail: 'Czas minął.', code: 'hold-expired', request_id: '', alternatives };
  const answer = { status: 409, contentType: 'application/problem+json', json };
  await page.route(/bookings\/[^/]+$/, (route) => (route.request().method() === 'PATCH' ? route.fulfill(answer) : route.fallback()));
  await page.route(/bookings\/[^/]+\/(confirmation|hold-extension)$/, (route) => route.fulfill(answer));
}

test('a hold that runs out loses nothing that was typed', async ({ page, booking, visit, server, email, complaints, hourOf }) => {
  complaints.expect(refused(409));
  await page.clock.install();
  const hour = await hourOf('prawa-jazdy');
  const hours = await server.api.hours(hour.service, hour.date);
  const other = hours.filter((one) => one.free > 0 && one.time !== hour.time).at(-1)!.time;
  await booking.open();
  await booking.fillIn(hour, email);
  await page.clock.runFor(2_000);
  await expect(left(page)).toHaveText(/10/);
  await runOut(page, [{ date: hour.date, time: other, starts_at: `${hour.date}T${other}:00+01:00` }]);
  await page.clock.runFor(10 * 60_000);
  await page.clock.runFor(5_000);
  await expect(booking.alert).toContainText('Czas minął.');
  await expect(booking.email).toHaveValue(email);
  await expect(booking.terms).toBeChecked();
  await expect(left(page)).toBeHidden();
  await expectAccessible(page, 'the hold has run out');
  await page.unrouteAll();
  await booking.alert.getByRole('button').first().click();
  await page.clock.runFor(2_000);
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
});

test('a confirmation that comes too late books the hour all the same if it is free', async ({ page, booking, visit, email, complaints, hourOf }) => {
  complaints.expect(refused(409));
  const calls = asked(page);
  await booking.open();
  await booking.fillIn(await hourOf('prawa-jazdy'), email);
  await expect(left(page)).toHaveText(/10/);
  await runOut(page, []);
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
  expect(calls).toEqual(['POST bookings hold', 'POST confirmation', 'POST bookings']);
});

test('whatever is wrong with holding, the visit can be booked', async ({ page, booking, visit, email, complaints, hourOf }) => {
  complaints.expect(refused(429));
  const hour = await hourOf('prawa-jazdy');
  await page.route('**/api/v1/bookings', (route) => {
    if (!route.request().postDataJSON().hold) return route.fallback();
    const json = { type: 'about:blank', title: '', status: 429, detail: 'x', code: 'rate-limited', request_id: '' };
    return route.fulfill({ status: 429, contentType: 'application/problem+json', json });
  });
  await booking.open();
  await booking.fillIn(hour, email);
  await expect(booking.alert).toHaveCount(0);
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
});
