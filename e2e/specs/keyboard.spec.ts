import type { Locator, Page } from '@playwright/test';
import { daysFrom } from '../support/dates.ts';
import { expect, test } from '../support/test.ts';

/** Presses Tab until `target` has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 25; presses += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  await expect(target, 'reached by Tab').toBeFocused();
}

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

  await goTo(page, booking.day(hour.date));
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

/** Walks day by day, through the months if need be, until `day` has the focus. */
async function goTo(page: Page, day: Locator): Promise<void> {
  const here = page.getByRole('grid').locator(':focus');
  for (let steps = 0; steps < 40 && !(await day.and(page.locator(':focus')).count()); steps += 1) {
    const before = await here.getAttribute('id');
    await page.keyboard.press('ArrowRight');
    await expect(here).not.toHaveAttribute('id', before!);
  }
  await expect(day).toBeFocused();
}
