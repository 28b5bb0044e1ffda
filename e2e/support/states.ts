import { type Page, expect } from '@playwright/test';
import { withOffice, withServices, withVisit, withWeekOfStates, refuseBookings } from './answers.ts';
import type { Hour } from './api.ts';
import type { BookingPage } from './booking-page.ts';
import { type Complaints, aborted, refused } from './complaints.ts';
import type { Server } from './server.ts';
import type { Language, Texts } from './texts.ts';
import type { VisitPage } from './visit-page.ts';

/** What the way through all states needs. */
export interface Scene {
  page: Page;
  booking: BookingPage;
  visit: VisitPage;
  server: Server;
  language: Language;
  texts: Texts;
  email: string;
  complaints: Complaints;
  hourOf: (service: string) => Promise<Hour>;
}

/** What is done with a state while the page is in it. It leaves everything as it was. */
export type Look = (state: string) => Promise<void>;

/** A visit that is over. */
export const OVER = {
  date: '2026-11-02',
  starts_at: '2026-11-02T09:20:00+01:00',
  ends_at: '2026-11-02T09:40:00+01:00',
  cancel_until: '2026-11-02T09:20:00+01:00',
};

const PHONE = '77 444 55 66';

/** The pages that need no program, each with its state. */
const WRITTEN = [
  ['/regulamin', 'terms'],
  ['/prywatnosc', 'privacy'],
  ['/dostepnosc', 'accessibility'],
  ['/kod/wyslano', 'lost-code-asked'],
  ['/kod', 'lost-code'],
  ['/nie-ma', 'missing'],
];

/**
 * Brings the residents' page into each of its states, in one language, and looks at each: the list of them for whatever has
 * to hold everywhere.
 */
export async function everyState(scene: Scene, look: Look): Promise<void> {
  const { page, booking, language, complaints } = scene;
  for (const status of [404, 409, 422, 503]) complaints.expect(refused(status));
  complaints.expect(aborted);
  // The server writes in the browser's language, and the page goes on in the one that was chosen.
  complaints.expect(/preloaded using link preload but not used/);
  await booking.open(`?lang=${language}`);
  await look('start');
  await calendars(scene, look);
  await onTheWay(scene, look);
  await booked(scene, look);
  await statesOfVisits(scene, look);
  await erasure(scene, look);
  await writtenPages(scene, look);
}

/** The calendar in every state that it can be in. */
async function calendars({ page, booking }: Scene, look: Look): Promise<void> {
  const days = (url: URL) => url.pathname.endsWith('/days');
  await withOffice(page, { phone: PHONE, map_url: 'https://maps.example/' });
  await withServices(page, { details_url: 'https://e-uslugi.example/prawa-jazdy' });
  await page.route(days, () => {});
  await booking.open('?service=prawa-jazdy');
  await page.locator('.skeleton.calendar').waitFor();
  await look('loading');
  await page.unroute(days);
  await page.route(days, (route) => route.abort('connectionreset'));
  await page.reload();
  await booking.alert.waitFor();
  await look('not-loaded');
  await page.unroute(days);
  await withWeekOfStates(page, '2027-04-02');
  await booking.open('?service=prawa-jazdy&month=2027-03');
  await booking.calendar.waitFor();
  await look('month-full');
  await page.unroute(days);
  await withWeekOfStates(page);
  await booking.open('?service=prawa-jazdy&month=2027-04');
  await booking.calendar.waitFor();
  await page.locator('#day-2027-04-04').click({ force: true });
  await look('not-released');
  await page.unroute(days);
  await withWeekOfStates(page, '2028-01-01');
  await booking.open('?service=prawa-jazdy');
  await booking.calendar.waitFor();
  await look('nothing-free');
  await page.unroute(days);
  await booking.open('?service=nie-ma');
  await booking.alert.waitFor();
  await look('unknown-service');
  await booking.open();
  // From here on the server's own answers.
  await page.unrouteAll();
}

/** From the service to the button, with all that can go wrong. */
async function onTheWay(scene: Scene, look: Look): Promise<void> {
  const { page, booking, server, texts, email, hourOf } = scene;
  const hour = await hourOf('prawa-jazdy');
  await booking.chooseService(hour.service);
  await booking.calendar.waitFor();
  await look('calendar');
  await booking.chooseDay(hour.date);
  await booking.chooseHour(hour.time);
  await booking.book.click();
  await expect(booking.alert).toBeFocused();
  await look('errors');
  await page.getByRole('button', { name: texts.get('view-list') }).click();
  await look('list');
  await page.getByRole('button', { name: texts.get('view-calendar') }).click();
  await booking.email.fill(email.replace('example.pl', 'gmial.com'));
  await booking.email.blur();
  await page.getByText(texts.get('terms-read')).click();
  await page.locator('.terms-text h2').first().waitFor();
  await look('typo-and-terms');
  await page.getByText(texts.get('terms-read')).click();
  await booking.email.fill(email);
  await booking.terms.check();
  await look('ready');
  await page.route('**/api/v1/bookings', (route) => route.abort('connectionreset'), { times: 1 });
  await booking.book.click();
  await expect(booking.alert).toBeFocused();
  await look('no-network');
  await refuseBookings(page, 503, { code: 'unavailable', detail: texts.get('err-server') });
  await booking.book.click();
  await expect(booking.alert).toContainText(texts.get('err-server'));
  await look('refused');
  await page.unroute('**/api/v1/bookings');
  await server.api.fill(hour);
  await booking.book.click();
  await expect(booking.alert).toContainText(texts.get('err-taken'));
  await look('lost-hour');
}

/** A visit, and what its holder can do with it. */
async function booked({ page, booking, visit, texts, server }: Scene, look: Look): Promise<void> {
  await booking.alert.getByRole('button').first().click();
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
  await expect(visit.letterSent).toBeVisible();
  await look('booked');
  await visit.correct.click();
  await visit.sendThere.click();
  await expect(visit.newEmail).toBeFocused();
  await look('correct-address');
  await visit.correct.click();
  await booking.open();
  await expect(page.getByText(texts.get('own-visit'))).toBeVisible();
  await look('own-visit');
  await page.getByRole('link', { name: texts.get('own-visit-open') }).click();
  await visit.cancel.click();
  await look('cancel');
  await visit.confirmCancel.click();
  await expect(visit.cancelled).toBeVisible();
  await look('cancelled');
}

/** What becomes of visits, and of their letters. */
async function statesOfVisits({ page, booking, visit, email, hourOf }: Scene, look: Look): Promise<void> {
  await booking.open();
  await booking.fillIn(await hourOf('prawa-jazdy'), email);
  await booking.book.click();
  await expect(visit.letterSent).toBeVisible();
  const { token } = await visit.held();
  const link = `${page.url()}#${token}`;
  const states = {
    'letter-not-delivered': { confirmation_email: 'failed' },
    'too-late-to-cancel': { cancel_until: OVER.cancel_until },
    'checked-in': { status: 'checked_in' },
    over: OVER,
    'no-show': { ...OVER, status: 'no_show' },
  };
  for (const [state, seen] of Object.entries(states)) {
    await withVisit(page, seen);
    await page.goto('/regulamin');
    await page.goto(link);
    await page.locator('.visit-sheet').waitFor();
    await look(state);
    await page.unrouteAll();
  }
  await page.goto('/regulamin');
  await page.goto(link);
}

/** Having one's data erased. */
async function erasure({ visit }: Scene, look: Look): Promise<void> {
  await visit.erase.click();
  await look('erase');
  await visit.confirmErase.click();
  await expect(visit.erased).toBeVisible();
  await look('erased');
}

/** What leads nowhere, and what the server writes alone. */
async function writtenPages({ page, language, texts }: Scene, look: Look): Promise<void> {
  await page.goto('/rezerwacja/00000000-0000-7000-8000-000000000000');
  await expect(page.getByText(texts.get('err-not-found'))).toBeVisible();
  await look('unknown-booking');
  for (const [path, state] of WRITTEN) {
    await page.goto(`${path}?lang=${language}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await look(state);
    if (state === 'lost-code') {
      await page.locator('#send').click();
      await page.getByRole('alert').filter({ visible: true }).waitFor();
      await look('lost-code-errors');
    }
  }
  // What the addresses in the API's problems lead to.
  await page.route('/api/docs/problems', (route) => route.continue({ headers: { ...route.request().headers(), 'accept-language': language } }));
  await page.goto('/api/docs/problems');
  await look('problems');
}
