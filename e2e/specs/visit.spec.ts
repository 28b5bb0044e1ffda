import { expectAccessible } from '../support/accessibility.ts';
import { aborted, refused } from '../support/complaints.ts';
import { loseAnswer } from '../support/network.ts';
import { expect, test } from '../support/test.ts';

/** What the page asks about the visit. */
const BOOKING = '**/api/v1/bookings/*';

test('a visit is cancelled by a press and a confirmation', async ({ page, booking, visit, server, texts, email, hourOf }) => {
  const hour = await hourOf('sprawy-obywatelskie');
  const before = await server.api.free(hour);
  await booking.open();
  await booking.fillIn(hour, email);
  await booking.book.click();
  // Until the letter has left, the page asks for it from time to time.
  await expect(visit.letterSent).toBeVisible();
  await visit.cancel.click();
  await visit.keep.click();
  await expect(visit.cancel).toBeFocused();
  expect(await server.api.free(hour)).toBe(before - 1);

  await visit.cancel.click();
  await visit.confirmCancel.click();
  await expect(visit.cancelled).toBeVisible();
  await expect(page.getByText(texts.get('cancelled'))).toBeVisible();
  await expect.poll(() => server.api.free(hour)).toBe(before);
});

test('what is open and typed stays while the page asks what became of the letter, also when no answer comes', async ({
  page,
  booking,
  visit,
  email,
  complaints,
  hourOf,
}) => {
  complaints.expect(aborted);
  await booking.open();
  await booking.fillIn(await hourOf('sprawy-obywatelskie'), email);
  await page.route(BOOKING, (route) => route.abort('connectionreset'), { times: 1 });
  const asked = page.waitForEvent('requestfailed');
  await booking.book.click();
  await visit.correct.click();
  await visit.newEmail.fill('anna@');
  await visit.cancel.click();
  await expect(page.locator('#cancel-question')).toBeFocused();
  await asked;
  await expect(visit.booked).toBeVisible();
  await expect(visit.confirmCancel).toBeVisible();

  await expect(visit.letterSent).toBeVisible();
  await expect(visit.confirmCancel).toBeVisible();
  await expect(visit.newEmail).toHaveValue('anna@');
  await expect(page.locator('#cancel-question')).toBeFocused();
});

test('a corrected address: it is said, the letter goes there, and the visit is still this one', async ({
  page,
  booking,
  visit,
  server,
  texts,
  email,
  hourOf,
}) => {
  await booking.open();
  await booking.fillIn(await hourOf('sprawy-obywatelskie'), email);
  await booking.book.click();
  await visit.correct.click();
  await expect(visit.newEmail).toBeFocused();
  await visit.newEmail.fill(`b.${email}`);
  await visit.sendThere.click();
  await expect(page.getByText(texts.get('resend-done'))).toBeVisible();
  await expect(visit.newEmail).toHaveCount(0);
  await expect(visit.correct).toBeFocused();
  await expectAccessible(page, 'address corrected');
  await server.mailbox.letterTo(`b.${email}`);
  await page.reload();
  await expect(visit.booked).toBeVisible();
});

test('a corrected address whose answer is lost: trying again brings the visit back', async ({
  page,
  booking,
  visit,
  texts,
  email,
  complaints,
  hourOf,
}) => {
  complaints.expect(aborted);
  // The old token has died with the correction, and the new one has not arrived.
  complaints.expect(refused(404));
  await booking.open();
  await booking.fillIn(await hourOf('sprawy-obywatelskie'), email);
  await booking.book.click();
  await loseAnswer(page, `${BOOKING}/confirmation-email`);
  await visit.correct.click();
  await visit.newEmail.fill(`b.${email}`);
  await visit.sendThere.click();
  await expect(booking.alert).toContainText(texts.get('err-offline'));
  await expect(visit.newEmail).toHaveValue(`b.${email}`);
  await visit.sendThere.click();
  await expect(page.getByText(texts.get('resend-done'))).toBeVisible();
  await page.reload();
  await expect(visit.booked).toBeVisible();
});

test('a booking that is not there is said in plain words, with a way on', async ({ page, booking, texts, complaints }) => {
  complaints.expect(refused(404));
  await page.goto('/rezerwacja/00000000-0000-7000-8000-000000000000#unknown');
  await expect(page.getByText(texts.get('err-not-found'))).toBeVisible();
  await expect(page).toHaveURL(/0000$/);
  await page.getByRole('link', { name: texts.get('missing-back') }).click();
  await expect(booking.service).toBeVisible();
});

test('an address that leads nowhere says so', async ({ page, texts, complaints }) => {
  complaints.expect(refused(404));
  await page.goto('/nie-ma');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(texts.get('missing-title'));
});
