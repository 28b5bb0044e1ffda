import { refused } from '../support/complaints.ts';
import { expect, test } from '../support/test.ts';

test('an hour lost to somebody else: everything is kept, and one tap takes another', async ({
  page,
  booking,
  visit,
  server,
  texts,
  email,
  complaints,
  hourOf,
}) => {
  complaints.expect(refused(409));
  const hour = await hourOf('prawa-jazdy');
  await booking.open();
  await booking.fillIn(hour, email);
  await server.api.fill(hour);

  await booking.book.click();
  await expect(booking.alert).toContainText(texts.get('err-taken'));
  await expect(booking.alert).toBeFocused();
  await expect(page).toHaveTitle(texts.get('err-prefix', { title: texts.get('app-title') }));
  await expect(booking.hour(hour.time)).toHaveCount(0);
  await expect(booking.service).toHaveValue(hour.service);
  await expect(booking.email).toHaveValue(email);

  await booking.alert.getByRole('button').first().click();
  await expect(booking.terms).toBeChecked();
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
});

test('an hour in the address that was never offered is said to be no hour to book, not to be taken', async ({
  booking,
  texts,
  hourOf,
}) => {
  const { service, date } = await hourOf('prawa-jazdy');
  await booking.open(`?service=${service}&day=${date}&hour=03:03`);
  await expect(booking.alert).toContainText(texts.get('err-hour'));
  await expect(booking.alert).not.toContainText(texts.get('err-taken'));
});
