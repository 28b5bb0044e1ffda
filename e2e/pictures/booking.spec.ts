import type { Page } from '@playwright/test';
import { refuseBookings, withOffice, withServices, withWeekOfStates } from '../support/answers.ts';
import type { BookingPage } from '../support/booking-page.ts';
import { Camera } from '../support/camera.ts';
import { expect, test } from '../support/test.ts';
import { LANGUAGES, type Texts } from '../support/texts.ts';

const BOOKINGS = '**/api/v1/bookings';
const days = (url: URL) => url.pathname.endsWith('/days');
const hours = (url: URL) => /\/days\/[\d-]+$/.test(url.pathname);

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test.use({ language });

    test('the calendar in every state', async ({ page, booking, texts, complaints }, info) => {
      complaints.expect(/./);
      await calendars(page, booking, texts, language, new Camera(page, info, language, '1-calendar'));
    });

    test('the booking page in every state', async ({ page, booking, visit, server, texts, email, complaints, hourOf }, info) => {
      complaints.expect(/./);
      const camera = new Camera(page, info, language, '2-booking');
      await withOffice(page, { phone: '77 444 55 66' });
      await withServices(page, { details_url: 'https://e-uslugi.example/prawa-jazdy' });
      const hour = await hourOf('prawa-jazdy');
      await booking.open(`?lang=${language}`);
      await camera.take('start');
      await booking.chooseService(hour.service);
      await booking.calendar.waitFor();
      await booking.email.fill('anna@gmial.com');
      await booking.email.blur();
      await camera.take('slip-in-address');
      await booking.email.fill('');
      await page.route(hours, () => {});
      await booking.chooseDay(hour.date);
      await page.locator('.skeleton.hours').waitFor();
      await camera.take('hours-loading');
      await page.unroute(hours);
      await page.reload();
      await booking.hour(hour.time).waitFor();
      await camera.take('hours');
      await booking.chooseHour(hour.time);
      await booking.terms.waitFor();
      await camera.take('terms');
      await page.getByText(texts.get('terms-read')).click();
      await camera.take('terms-read');
      await page.getByText(texts.get('terms-read')).click();
      await booking.book.click();
      await expect(booking.alert).toBeFocused();
      await camera.take('faults');
      await booking.email.fill(email);
      await booking.terms.check();
      await camera.take('ready');
      await page.route(BOOKINGS, () => {}, { times: 1 });
      await booking.book.click();
      await expect(booking.book).toHaveCount(0);
      await camera.take('being-booked');
      await page.reload();
      for (const [status, code, detail] of [
        [429, 'rate-limited', texts.get('err-server')],
        [503, 'unavailable', texts.get('err-server')],
        [409, 'booking-limit-reached', texts.get('err-server')],
      ] as const) {
        await refuseBookings(page, status, { code, detail: detail.replace('{phone}', '77 444 55 66') });
        await booking.terms.check();
        await booking.book.click();
        await expect(booking.alert).toBeFocused();
        await camera.take(code);
        await page.unroute(BOOKINGS);
      }
      await page.route(BOOKINGS, (route) => route.abort('connectionreset'), { times: 1 });
      await booking.book.click();
      await expect(booking.alert).toContainText(texts.get('err-retry-safe'));
      await camera.take('no-network');
      await server.api.fill(hour);
      await booking.book.click();
      await expect(booking.alert).toContainText(texts.get('err-taken'));
      await camera.take('lost-hour');
      await booking.alert.getByRole('button').first().click();
      await booking.book.click();
      await expect(visit.booked).toBeVisible();
      await page.goto('/');
      await page.locator('.own-visit').waitFor();
      await camera.take('own-visit');
    });
  });
}

/** What is loading, not loaded, full, closed, not released. */
async function calendars(page: Page, booking: BookingPage, texts: Texts, language: string, camera: Camera): Promise<void> {
  await withOffice(page, { phone: '77 444 55 66', map_url: 'https://maps.example/' });
  await withServices(page, { details_url: 'https://e-uslugi.example/prawa-jazdy' });
  await page.goto(`/?lang=${language}`);
  await booking.service.waitFor();
  await page.route(days, () => {});
  await booking.open('?service=prawa-jazdy');
  await page.locator('.skeleton.calendar').waitFor();
  await camera.take('loading');
  await page.unroute(days);
  await page.route(days, (route) => route.abort('connectionreset'));
  await page.reload();
  await booking.alert.waitFor();
  await camera.take('not-loaded');
  await page.unroute(days);
  await withWeekOfStates(page, '2027-04-02');
  await booking.open('?service=prawa-jazdy&month=2027-03');
  await booking.calendar.waitFor();
  await camera.take('month-full');
  await page.unroute(days);
  await withWeekOfStates(page);
  await booking.open('?service=prawa-jazdy&month=2027-04');
  for (const [day, state] of [['2027-04-04', 'not-released'], ['2027-04-03', 'closed']]) {
    await page.locator(`#day-${day}`).click({ force: true });
    await camera.take(state);
  }
  await page.getByRole('button', { name: texts.get('view-list') }).click();
  await camera.take('list');
  await page.unroute(days);
  await withWeekOfStates(page, '2028-01-01');
  await booking.open('?service=prawa-jazdy');
  await booking.calendar.waitFor();
  await camera.take('nothing-free');
  await page.unroute(days);
  await booking.open('?service=nie-ma');
  await booking.alert.waitFor();
  await camera.take('unknown-service');
}
