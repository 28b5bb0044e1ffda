import type { Page } from '@playwright/test';
import type { BookingPage } from '../support/booking-page.ts';
import { daysFrom } from '../support/dates.ts';
import { tabTo } from '../support/keyboard.ts';
import { expect, test } from '../support/test.ts';

test('a resident books a visit by keyboard alone', async ({ page, booking, visit, email, texts, hourOf }) => {
  const hour = await hourOf('sprawy-obywatelskie');
  await booking.open();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: texts.get('skip-link') })).toBeFocused();
  await page.keyboard.press('Enter');

  await tabTo(page, booking.service);
  await page.keyboard.press('ArrowDown');
  await expect(booking.service).toHaveValue(hour.service);
  await booking.calendar.waitFor();
  await tabTo(page, booking.email);
  await page.keyboard.type(email);

  // The grid is one stop, at the first free day; Home and End are Monday and Sunday, as the office's week runs.
  const days = booking.calendar.getByRole('button');
  await tabTo(page, days.and(page.locator('[tabindex="0"]')));
  const focused = days.and(page.locator(':focus'));
  let day = (await focused.getAttribute('id'))!.replace('day-', '');
  for (const [key, step] of [['ArrowRight', 1], ['ArrowDown', 7], ['ArrowUp', -7], ['ArrowLeft', -1]] as const) {
    await page.keyboard.press(key);
    day = daysFrom(day, step);
    await expect(booking.day(day), key).toBeFocused();
  }
  // A week on: of this one Monday may be over.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await expect(focused).toHaveAccessibleName(/^niedziela/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: /^niedziela, .+: ./ }), 'why not').toBeVisible();
  await page.keyboard.press('Home');
  await expect(focused).toHaveAccessibleName(/^poniedziałek/);
  const month = page.locator('#month-title');
  const title = await month.textContent();
  const isLast = (await booking.nextMonth.getAttribute('aria-disabled')) === 'true';
  await page.keyboard.press('PageDown');
  if (!isLast) await expect(month).not.toHaveText(title!);
  await expect(focused).toHaveCount(1);
  await page.keyboard.press('PageUp');
  await expect(month).toHaveText(title!);
  await expect(focused).toHaveCount(1);

  await goTo(page, booking, hour.date);
  await page.keyboard.press('Enter');
  const first = page.getByRole('radio').first();
  await expect(first).toBeFocused();
  await page.keyboard.press('Space');
  await expect(first).toBeChecked();
  await tabTo(page, booking.terms);
  await page.keyboard.press('Space');
  await tabTo(page, booking.book);
  await page.keyboard.press('Enter');
  await expect(visit.booked).toBeFocused();
});

test('the list of days and the first free day lead on by keyboard alone', async ({ page, booking, texts }) => {
  await booking.open('?service=sprawy-obywatelskie');
  await tabTo(page, page.getByRole('button', { name: texts.get('view-list') }));
  await page.keyboard.press('Enter');
  const list = page.getByRole('list', { name: texts.get('list-label') });
  await expect(list).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(list.getByRole('button').nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('radio').first()).toBeFocused();

  await booking.open('?service=sprawy-obywatelskie');
  await tabTo(page, page.getByRole('button', { name: texts.get('first-free', { date: '' }).trim() }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('radio').first()).toBeFocused();
});

test('a visit is seen to by keyboard alone: its address corrected, the visit kept after all, then given up and its data erased', async ({
  page,
  visit,
  server,
  texts,
  email,
  hourOf,
}) => {
  const { id, manage_token } = await server.api.book(await hourOf('sprawy-obywatelskie'), email);
  await page.goto(`/rezerwacja/${id}#${manage_token}`);
  await expect(visit.letterSent).toBeVisible();

  await tabTo(page, visit.correct);
  await page.keyboard.press('Enter');
  await expect(visit.newEmail).toBeFocused();
  await page.keyboard.type('anna@');
  await page.keyboard.press('Enter');
  await expect(visit.newEmail).toBeFocused();
  await expect(visit.newEmail).toHaveAccessibleDescription(new RegExp(texts.get('err-email-form')));
  await page.keyboard.press('End');
  await page.keyboard.type('example.pl');
  await page.keyboard.press('Enter');
  await expect(page.getByText(texts.get('resend-done'))).toBeVisible();
  await expect(visit.correct).toBeFocused();

  await tabTo(page, visit.cancel);
  await page.keyboard.press('Enter');
  await expect(page.locator('#cancel-question')).toBeFocused();
  await tabTo(page, visit.keep);
  await page.keyboard.press('Space');
  await expect(visit.cancel).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(visit.confirmCancel).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(visit.cancelled).toBeFocused();

  await tabTo(page, visit.erase);
  await page.keyboard.press('Enter');
  await expect(visit.eraseQuestion).toBeFocused();
  await tabTo(page, visit.confirmErase);
  await page.keyboard.press('Enter');
  await expect(visit.erased).toBeFocused();
});

/** Walks day by day, through the months if need be, until `date` has the focus. */
async function goTo(page: Page, booking: BookingPage, date: string): Promise<void> {
  const here = page.getByRole('grid').locator(':focus');
  for (let steps = 0; steps < 40; steps += 1) {
    const before = (await here.getAttribute('id'))!;
    if (before === `day-${date}`) break;
    await page.keyboard.press(before < `day-${date}` ? 'ArrowRight' : 'ArrowLeft');
    await expect(here).not.toHaveAttribute('id', before);
  }
  await expect(booking.day(date)).toBeFocused();
}
