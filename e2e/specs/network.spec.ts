import { aborted, offline } from '../support/complaints.ts';
import { expect, test } from '../support/test.ts';
import { loseAnswer } from '../support/network.ts';
import { Texts } from '../support/texts.ts';

const BOOKINGS = '**/api/v1/bookings';

test('no network while booking: says so, keeps everything, and books once it is back', async ({
  page,
  booking,
  visit,
  server,
  texts,
  email,
  complaints,
  hourOf,
}) => {
  complaints.expect(offline);
  const hour = await hourOf('sprawy-obywatelskie');
  const before = await server.api.free(hour);
  await booking.open();
  await booking.fillIn(hour, email);
  await page.context().setOffline(true);
  await booking.book.click();

  const trouble = booking.alert.filter({ hasText: texts.get('err-offline') });
  await expect(trouble).toContainText(texts.get('err-retry-safe'));
  await expect(booking.email).toHaveValue(email);

  await page.context().setOffline(false);
  await trouble.getByRole('button', { name: texts.get('retry') }).click();
  await expect(visit.booked).toBeVisible();
  expect(await server.api.free(hour)).toBe(before - 1);
});

test('an answer lost on its way: the retry brings the same booking', async ({
  page,
  booking,
  visit,
  server,
  texts,
  email,
  complaints,
  hourOf,
}) => {
  complaints.expect(aborted);
  const hour = await hourOf('sprawy-obywatelskie');
  const before = await server.api.free(hour);
  const lost = await loseAnswer(page, BOOKINGS);
  await booking.open();
  await booking.fillIn(hour, email);
  await booking.book.click();
  await booking.alert.getByRole('button', { name: texts.get('retry') }).click();

  await expect(visit.booked).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/rezerwacja/${lost[0].id}$`));
  expect(await server.api.free(hour)).toBe(before - 1);
  await server.mailbox.letterTo(email);
});

test('an answer lost on its way, then another language: the retry brings the same booking, be it of the last place', async ({
  page,
  booking,
  server,
  email,
  complaints,
  hourOf,
}) => {
  complaints.expect(aborted);
  const hour = await hourOf('sprawy-obywatelskie');
  for (let left = await server.api.free(hour); left > 1; left -= 1) await server.api.book(hour);
  const lost = await loseAnswer(page, BOOKINGS);
  await booking.open();
  await booking.fillIn(hour, email);
  await booking.book.click();
  await expect(booking.alert).toBeFocused();
  await booking.email.fill('somebody.else@example.pl');
  await expect(booking.alert, 'to ask for something else is no retry').toHaveCount(0);
  await booking.email.fill(email);
  await expect(booking.alert).toBeVisible();
  // Coming back to the tab.
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await page.getByRole('button', { name: 'English' }).click();
  await page.locator('.brand').click();
  await expect(booking.alert).toHaveCount(0);
  await page.goBack();

  const english = new Texts('en');
  await expect(booking.alert).toContainText(english.get('err-offline'));
  await booking.alert.getByRole('button', { name: english.get('retry') }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(english.get('booked-title'));
  await expect(page).toHaveURL(new RegExp(`/rezerwacja/${lost[0].id}$`));
  expect(await server.api.free(hour)).toBe(0);
  await server.mailbox.letterTo(email);
});

test('a double click books once', async ({ booking, visit, server, email, hourOf }) => {
  const hour = await hourOf('sprawy-obywatelskie');
  const before = await server.api.free(hour);
  await booking.open();
  await booking.fillIn(hour, email);
  await booking.book.dblclick();
  await expect(visit.booked).toBeVisible();
  expect(await server.api.free(hour)).toBe(before - 1);
});
