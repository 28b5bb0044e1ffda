import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility.ts';
import { aborted, refused } from '../support/complaints.ts';
import { expect, test } from '../support/test.ts';

const BOOKING = /\/assets\/app_booking-.*\.wasm$/;
const VISIT = /\/assets\/app_visit-.*\.wasm$/;

/** Holds a part of the program back until it is let go. */
async function hold(page: Page, part: RegExp): Promise<() => void> {
  let letGo = () => {};
  const free = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(part, async (route) => {
    await free;
    await route.continue();
  });
  return letGo;
}

test('a service can be chosen before the rest of the program is there', async ({ page, booking, texts }) => {
  const letGo = await hold(page, BOOKING);
  await booking.open();
  await expect(page.locator('.shell')).toHaveCount(0);
  await booking.chooseService('flota');
  await expect(page).toHaveURL(/service=flota/);
  await expect(page.getByText(texts.get('loading'))).toHaveCount(1);
  letGo();
  await expect(booking.calendar).toBeVisible();
  await expect(booking.email).toBeVisible();
});

test('a part that does not come is asked for again', async ({ page, booking, texts, complaints }) => {
  complaints.expect(aborted);
  await page.route(BOOKING, (route) => route.abort());
  await booking.open('?service=flota');
  await expect(booking.alert).toContainText(texts.get('err-load'));
  await expectAccessible(page, 'a part is missing');
  await page.unroute(BOOKING);
  await booking.alert.getByRole('button', { name: texts.get('retry') }).click();
  await expect(booking.calendar).toBeVisible();
});

test('who has the page of a version that is no more is asked to load it anew', async ({ page, booking, texts, complaints }) => {
  complaints.expect(refused(404));
  complaints.expect(/RuntimeError/);
  await page.route(BOOKING, (route) => route.fulfill({ status: 404 }));
  await booking.open('?service=flota');
  await expect(page.locator('#load-failed')).toHaveText(texts.get('load-failed'));
});

test('what shows a booked visit is there before it is booked', async ({ page, booking, visit, email, hourOf, complaints }) => {
  complaints.expect(aborted);
  const fetched = page.waitForResponse(VISIT);
  await booking.open();
  await (await fetched).finished();
  await page.route(/\/assets\//, (route) => route.abort());
  await booking.fillIn(await hourOf('sprawy-obywatelskie'), email);
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
});

test('who books before the page of visits is there waits for it, and books once', async ({
  page,
  booking,
  visit,
  server,
  email,
  texts,
  hourOf,
  complaints,
}) => {
  complaints.expect(aborted);
  await page.route(VISIT, (route) => route.abort());
  const hour = await hourOf('sprawy-obywatelskie');
  const before = await server.api.free(hour);
  await booking.open();
  await booking.fillIn(hour, email);
  await booking.book.click();
  await expect(booking.alert).toContainText(texts.get('err-offline'));
  expect(await server.api.free(hour), 'nothing was sent').toBe(before);
  await page.unroute(VISIT);
  await booking.alert.getByRole('button', { name: texts.get('retry') }).click();
  await expect(visit.booked).toBeVisible();
  expect(await server.api.free(hour)).toBe(before - 1);
});

test('a link to a visit loads what shows it, and says so if that does not come', async ({
  page,
  booking,
  visit,
  email,
  texts,
  hourOf,
  complaints,
}) => {
  complaints.expect(aborted);
  await booking.open();
  await booking.fillIn(await hourOf('sprawy-obywatelskie'), email);
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
  await page.route(VISIT, (route) => route.abort());
  await page.reload();
  await expect(booking.alert).toContainText(texts.get('err-load'));
  await page.unroute(VISIT);
  // It is fetched ahead, too: whoever tries again at that instant shares what becomes of it.
  await expect(async () => {
    const retry = booking.alert.getByRole('button', { name: texts.get('retry') });
    if (await retry.isVisible()) await retry.click();
    await expect(visit.booked).toBeVisible({ timeout: 2_000 });
  }).toPass();
});
