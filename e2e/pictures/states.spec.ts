import type { Page } from '@playwright/test';
import { withOffice, withServices, withWeekOfStates } from '../support/answers.ts';
import type { BookingPage } from '../support/booking-page.ts';
import { aborted, refused } from '../support/complaints.ts';
import { expect, test } from '../support/test.ts';
import type { Language } from '../support/texts.ts';

const LANGUAGES: Language[] = ['pl', 'en', 'uk', 'de'];

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test.use({ language });

    test('every state of the page', async ({ page, booking, visit, server, texts, email, complaints, hourOf }, { project }) => {
      complaints.expect(refused(404));
      complaints.expect(refused(409));
      complaints.expect(aborted);
      // The server writes in the browser's language, and the page goes on in the one that was chosen.
      complaints.expect(/preloaded using link preload but not used/);
      let count = 0;
      const take = async (state: string): Promise<void> => {
        count += 1;
        await photograph(page, `screenshots/${project.name}/${language}/${String(count).padStart(2, '0')}-${state}`);
      };

      await booking.open(`?lang=${language}`);
      await take('start');
      await calendars(page, booking, take);
      const hour = await hourOf('prawa-jazdy');
      await booking.chooseService(hour.service);
      await booking.calendar.waitFor();
      await take('calendar');
      await booking.chooseDay(hour.date);
      await booking.chooseHour(hour.time);
      await booking.book.click();
      await expect(booking.alert).toBeFocused();
      await take('errors');
      await page.getByRole('button', { name: texts.get('view-list') }).click();
      await take('list');
      await page.getByRole('button', { name: texts.get('view-calendar') }).click();
      await booking.email.fill(email);
      await booking.terms.check();
      await take('ready');
      await page.route('**/api/v1/bookings', (route) => route.abort('connectionreset'), { times: 1 });
      await booking.book.click();
      await expect(booking.alert).toBeFocused();
      await take('no-network');
      await server.api.fill(hour);
      await booking.book.click();
      await expect(booking.alert).toContainText(texts.get('err-taken'));
      await take('lost-hour');
      await booking.alert.getByRole('button').first().click();
      await booking.book.click();
      await expect(visit.booked).toBeVisible();
      await take('booked');
      await visit.cancel.click();
      await take('cancel');
      await visit.confirmCancel.click();
      await expect(visit.cancelled).toBeVisible();
      await take('cancelled');
      await booking.open();
      await booking.fillIn(await hourOf('prawa-jazdy'), email);
      await booking.book.click();
      await expect(visit.letterSent).toBeVisible();
      await visit.erase.click();
      await take('erase');
      await visit.confirmErase.click();
      await expect(visit.erased).toBeVisible();
      await take('erased');
      await page.goto('/rezerwacja/00000000-0000-7000-8000-000000000000');
      await expect(page.getByText(texts.get('err-not-found'))).toBeVisible();
      await take('unknown-booking');
      await page.goto(`/regulamin?lang=${language}`);
      await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
      await take('terms');
      for (const [path, state] of [['/prywatnosc', 'privacy'], ['/dostepnosc', 'accessibility'], ['/nie-ma', 'missing']]) {
        await page.goto(`${path}?lang=${language}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await take(state);
      }
    });
  });
}

/** The calendar in every state that it can be in. */
async function calendars(page: Page, booking: BookingPage, take: (state: string) => Promise<void>): Promise<void> {
  const days = (url: URL) => url.pathname.endsWith('/days');
  await withOffice(page, { phone: '77 444 55 66', map_url: 'https://maps.example/' });
  await withServices(page, { details_url: 'https://e-uslugi.example/prawa-jazdy' });
  await page.route(days, () => {});
  await booking.open('?service=prawa-jazdy');
  await page.locator('.skeleton.calendar').waitFor();
  await take('loading');
  await page.unroute(days);
  await page.route(days, (route) => route.abort('connectionreset'));
  await page.reload();
  await booking.alert.waitFor();
  await take('not-loaded');
  await page.unroute(days);
  await withWeekOfStates(page, '2027-04-02');
  await booking.open('?service=prawa-jazdy&month=2027-03');
  await booking.calendar.waitFor();
  await take('month-full');
  await page.unroute(days);
  await withWeekOfStates(page);
  await booking.open('?service=prawa-jazdy&month=2027-04');
  await booking.calendar.waitFor();
  await page.locator('#day-2027-04-04').click({ force: true });
  await take('not-released');
  await page.unroute(days);
  await withWeekOfStates(page, '2028-01-01');
  await booking.open('?service=prawa-jazdy');
  await booking.calendar.waitFor();
  await take('nothing-free');
  await page.unroute(days);
  await booking.open('?service=nie-ma');
  await booking.alert.waitFor();
  await take('unknown-service');
  await booking.open();
  // From here on the server's own answers.
  await page.unrouteAll();
}

async function photograph(page: Page, path: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${path}-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  await page.screenshot({ path: `${path}-forced.png`, fullPage: true });
  await page.emulateMedia({ forcedColors: 'none' });
}
