import { expectAccessible } from '../support/accessibility.ts';
import type { Hour } from '../support/api.ts';
import { aborted, refused } from '../support/complaints.ts';
import { codeIn } from '../support/mailbox.ts';
import { loseAnswer } from '../support/network.ts';
import { expect, test as base } from '../support/test.ts';

/** A visit that is booked, and another hour with as many places. */
const test = base.extend<{ from: Hour; to: Hour }>({
  from: async ({ hourOf, booking, email, visit }, use) => {
    const hour = await hourOf('prawa-jazdy');
    await booking.open();
    await booking.fillIn(hour, email);
    await booking.book.click();
    await expect(visit.letterSent).toBeVisible();
    await use(hour);
  },
  to: async ({ server, from }, use) => {
    const date = (await server.api.freeDays(from.service)).find((day) => day > from.date)!;
    const hours = await server.api.hours(from.service, date);
    const most = Math.max(...hours.map((hour) => hour.free));
    await use({ service: from.service, date, time: hours.findLast((hour) => hour.free === most)!.time });
  },
});

test('a visit moves to another hour: the same code, one letter more, and the old place is free again', async ({
  page,
  booking,
  visit,
  server,
  texts,
  email,
  from,
  to,
}) => {
  const [before, there] = [await server.api.free(from), await server.api.free(to)];
  await visit.move.click();
  await expect(visit.moveHeading).toBeFocused();
  await expect(visit.confirmMove).toHaveCount(0);
  await expectAccessible(page, 'choosing another hour');
  await booking.chooseDay(to.date);
  await expect(page.locator('#first-hour')).toBeFocused();
  await booking.chooseHour(to.time);
  await expectAccessible(page, 'another hour chosen');
  await visit.confirmMove.click();

  await expect(visit.moved).toBeVisible();
  await expect(visit.moved).toBeFocused();
  await expect(page.getByRole('status').filter({ hasText: texts.get('moved').split('(')[0] })).toBeVisible();
  await expect(visit.moveHeading).toHaveCount(0);
  await expectAccessible(page, 'moved');
  await expect.poll(() => server.api.free(from)).toBe(before + 1);
  expect(await server.api.free(to)).toBe(there - 1);
  await expect.poll(() => server.mailbox.to(email)).toHaveLength(2);
  const [first, second] = await server.mailbox.to(email);
  expect(codeIn(second)).toBe(codeIn(first));
  // It is the visit that the device keeps, too.
  await page.reload();
  await expect(visit.booked).toBeVisible();
  const { id, token } = await visit.held();
  expect(await server.api.booking({ id, manage_token: token, ...to, status: '' })).toMatchObject({ date: to.date, time: to.time });
});

test('an hour lost to somebody else: the visit stays where it is, and one tap takes another', async ({
  page,
  booking,
  visit,
  server,
  texts,
  complaints,
  from,
  to,
}) => {
  complaints.expect(refused(409));
  await visit.move.click();
  await booking.chooseDay(to.date);
  await booking.chooseHour(to.time);
  await server.api.fill(to);
  await visit.confirmMove.click();
  await expect(booking.alert).toContainText(texts.get('err-taken'));
  await expect(booking.alert).toBeFocused();
  await expect(booking.hour(to.time)).toHaveCount(0);
  await expectAccessible(page, 'the other hour is lost');
  const { id, token } = await visit.held();
  const held = { id, manage_token: token, ...from, status: '' };
  expect(await server.api.booking(held)).toMatchObject({ date: from.date, time: from.time });

  await booking.alert.getByRole('button').first().click();
  await expect(visit.confirmMove).toBeFocused();
  await visit.confirmMove.click();
  await expect(visit.moved).toBeVisible();
});

test('who keeps the hour after all is back at the button, and nothing has changed', async ({ booking, visit, server, from, to }) => {
  await visit.move.click();
  await booking.chooseDay(to.date);
  await visit.keepPlace.click();
  await expect(visit.move).toBeFocused();
  const { id, token } = await visit.held();
  expect(await server.api.booking({ id, manage_token: token, ...from, status: '' })).toMatchObject({ time: from.time });
});

test('a move whose answer is lost: trying again changes nothing more', async ({
  page,
  booking,
  visit,
  server,
  texts,
  email,
  complaints,
  from: _,
  to,
}) => {
  complaints.expect(aborted);
  await visit.move.click();
  await booking.chooseDay(to.date);
  await booking.chooseHour(to.time);
  await loseAnswer(page, '**/api/v1/bookings/*');
  await visit.confirmMove.click();
  await expect(booking.alert).toContainText(texts.get('err-offline'));
  await visit.confirmMove.click();
  await expect(visit.moved).toBeVisible();
  await expect.poll(() => server.mailbox.to(email)).toHaveLength(2);
});
