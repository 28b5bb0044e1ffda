import { expectAccessible } from '../support/accessibility.ts';
import { refused } from '../support/complaints.ts';
import { expect, test } from '../support/test.ts';

test('a visit is cancelled by a press and a confirmation', async ({ page, booking, visit, server, texts, email, hourOf }) => {
  const hour = await hourOf('sprawy-obywatelskie');
  const before = await server.api.free(hour);
  await booking.open();
  await booking.fillIn(hour, email);
  await booking.book.click();
  // Until the letter has left, the page asks for it from time to time.
  await expect(visit.letterSent).toBeVisible();
  await visit.cancel.click();
  await expectAccessible(page, 'asked whether to cancel');
  await visit.keep.click();
  await expect(visit.cancel).toBeFocused();
  expect(await server.api.free(hour)).toBe(before - 1);

  await visit.cancel.click();
  await visit.confirmCancel.click();
  await expect(visit.cancelled).toBeVisible();
  await expect(page.getByText(texts.get('cancelled'))).toBeVisible();
  await expectAccessible(page, 'cancelled');
  await expect.poll(() => server.api.free(hour)).toBe(before);
});

test('a booking that is not there is said in plain words, with a way on', async ({ page, booking, texts, complaints }) => {
  complaints.expect(refused(404));
  await page.goto('/rezerwacja/00000000-0000-7000-8000-000000000000#unknown');
  await expect(page.getByText(texts.get('err-not-found'))).toBeVisible();
  await expect(page).toHaveURL(/0000$/);
  await expectAccessible(page, 'unknown booking');
  await page.getByRole('link', { name: texts.get('missing-back') }).click();
  await expect(booking.service).toBeVisible();
});

test('an address that leads nowhere says so', async ({ page, texts, complaints }) => {
  complaints.expect(refused(404));
  await page.goto('/nie-ma');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(texts.get('missing-title'));
  await expectAccessible(page, 'no such page');
});
