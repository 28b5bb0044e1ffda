import { type Day, withDays, withOffice, withWeekOfStates } from '../support/answers.ts';
import { aborted } from '../support/complaints.ts';
import { leastDifference } from '../support/signs.ts';
import { expect, test } from '../support/test.ts';
import { Texts } from '../support/texts.ts';

const full = (day: Day): Day => (day.status === 'available' ? { ...day, status: 'full', free: 0 } : day);

/** What each day of the week of states is called, and what its note says of the one that is not released. */
const NAMES = {
  pl: {
    '2027-03-29': 'poniedziałek, 29 marca 2027, Ten dzień już minął, dziś',
    '2027-03-30': 'wtorek, 30 marca 2027, Brak wolnych terminów',
    '2027-03-31': 'środa, 31 marca 2027, 1 wolna godzina',
    '2027-04-01': 'czwartek, 1 kwietnia 2027, 2 wolne godziny',
    '2027-04-02': 'piątek, 2 kwietnia 2027, 5 wolnych godzin',
    '2027-04-03': 'sobota, 3 kwietnia 2027, Inwentaryzacja',
    '2027-04-04': 'niedziela, 4 kwietnia 2027, Terminy jeszcze nieudostępnione',
    released: '30 marca 2027 o godz. 0:00',
  },
  en: {
    '2027-03-29': 'Monday, 29 March 2027, This day has passed, today',
    '2027-03-30': 'Tuesday, 30 March 2027, Fully booked',
    '2027-03-31': 'Wednesday, 31 March 2027, 1 time available',
    '2027-04-01': 'Thursday, 1 April 2027, 2 times available',
    '2027-04-02': 'Friday, 2 April 2027, 5 times available',
    '2027-04-03': 'Saturday, 3 April 2027, Inwentaryzacja',
    '2027-04-04': 'Sunday, 4 April 2027, Not open for booking yet',
    released: '30 March 2027 at 0:00',
  },
  uk: {
    '2027-03-29': 'понеділок, 29 березня 2027 р., Цей день уже минув, сьогодні',
    '2027-03-30': 'вівторок, 30 березня 2027 р., Вільних місць немає',
    '2027-03-31': 'середа, 31 березня 2027 р., 1 вільне місце',
    '2027-04-01': 'четвер, 1 квітня 2027 р., 2 вільні місця',
    '2027-04-02': 'пʼятниця, 2 квітня 2027 р., 5 вільних місць',
    '2027-04-03': 'субота, 3 квітня 2027 р., Inwentaryzacja',
    '2027-04-04': 'неділя, 4 квітня 2027 р., Запис ще не відкрито',
    released: '30 березня 2027 р. о 0:00',
  },
  de: {
    '2027-03-29': 'Montag, 29. März 2027, Dieser Tag ist vorbei, heute',
    '2027-03-30': 'Dienstag, 30. März 2027, Ausgebucht',
    '2027-03-31': 'Mittwoch, 31. März 2027, 1 freier Termin',
    '2027-04-01': 'Donnerstag, 1. April 2027, 2 freie Termine',
    '2027-04-02': 'Freitag, 2. April 2027, 5 freie Termine',
    '2027-04-03': 'Samstag, 3. April 2027, Inwentaryzacja',
    '2027-04-04': 'Sonntag, 4. April 2027, Noch nicht freigegeben',
    released: '30. März 2027 um 0:00 Uhr',
  },
};

test('each day is called by weekday, date and state, in four languages', async ({ page }) => {
  await withWeekOfStates(page);
  for (const [language, { released, ...names }] of Object.entries(NAMES)) {
    await page.goto(`/?service=prawa-jazdy&month=2027-03&lang=${language}`);
    for (const [date, name] of Object.entries(names)) {
      if (date === '2027-04-01') await page.locator('.month-bar button').last().click();
      // Whether a comma stands behind the weekday changes with the browser's age.
      await expect(page.locator(`#day-${date}`)).toHaveAccessibleName(new RegExp(`^${name.replace(', ', ',? ').replaceAll(' ', '\\s')}$`));
    }
    const unreleased = page.locator('#day-2027-04-04');
    await expect(unreleased).toHaveAttribute('aria-disabled', 'true');
    await unreleased.press('Enter');
    await expect(unreleased, 'its instant').toHaveAccessibleDescription(new RegExp(released.replaceAll(' ', '\\s')));
  }
});

test('a month without free hours says until when, and offers the next free day in one tap', async ({ page, booking, texts }) => {
  await withWeekOfStates(page);
  await booking.open('?service=prawa-jazdy&month=2027-03');
  const offer = page.locator('.offer');
  await expect(offer.getByRole('status'), 'a day is free').toHaveText('');
  await page.unrouteAll();
  await withWeekOfStates(page, '2027-04-02');
  await page.reload();
  await expect(offer.getByRole('status')).toHaveText(texts.get('month-full-until', { date: '2 kwietnia 2027' }));
  const [request] = await Promise.all([page.waitForRequest('**/days/2027-04-02'), offer.getByRole('button').click()]);
  expect(request.url()).toContain('prawa-jazdy');
  await expect(page).toHaveURL(/day=2027-04-02$/);
  await expect(page.locator('#month-title')).toHaveText(/kwiecień\s2027/);
});

test('a horizon without free hours says so, when more are released, and whom to call', async ({ page, booking, texts }) => {
  await withDays(page, full);
  await withOffice(page, { phone: '77 444 55 66' });
  await booking.open('?service=prawa-jazdy');
  const offer = page.locator('.offer');
  await expect(offer.getByRole('status')).toContainText('Brak wolnych terminów w ciągu najbliższych 30 dni.');
  await expect(offer.getByRole('link', { name: '77 444 55 66' })).toHaveAttribute('href', 'tel:774445566');
  await expect(offer.getByRole('button')).toHaveCount(0);
  await page.getByRole('button', { name: texts.get('view-list') }).click();
  await expect(offer.getByRole('status')).toBeVisible();
});

test('days that cannot be had say why where they are, to the eye and to the ear', async ({ page, booking }) => {
  await withWeekOfStates(page);
  await booking.open('?service=prawa-jazdy&month=2027-04');
  const note = page.locator('#day-note');
  // By keyboard: from the first free day along the week.
  await page.locator('#day-2027-04-01').focus();
  await page.keyboard.press('ArrowRight');
  await expect(note).toHaveText('');
  await page.keyboard.press('ArrowRight');
  await expect(note).toHaveText(/^sobota, 3\skwietnia 2027: Inwentaryzacja$/);
  await page.keyboard.press('ArrowRight');
  await expect(note).toContainText('30 marca 2027');
  // There is no day in the grid behind the last one that is known.
  await page.keyboard.press('PageDown');
  await expect(page.locator('#day-2027-04-04')).toBeFocused();
  await page.keyboard.press('PageUp');
  await expect(page.locator('#day-2027-03-04')).toBeFocused();
  await expect(note).toContainText('Ten dzień już minął');
  // By a tap, which also speaks.
  await page.locator('.month-bar button').last().click();
  await page.locator('#day-2027-04-03').click({ force: true });
  await expect(page.getByRole('status').filter({ hasText: /^sobota, 3\skwietnia 2027: Inwentaryzacja$/ })).toBeVisible();
  await expect(page).not.toHaveURL(/day=/);
});

test('the four states differ without colour, in light, dark and forced colours', async ({ page, booking }) => {
  await booking.open('?service=prawa-jazdy');
  await booking.calendar.waitFor();
  const signs = ['free', 'full', 'unreleased', 'closed'].map((state) => `.legend .day.${state}:not(.today) .sign`);
  for (const colours of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { forcedColors: 'active' }] as const) {
    await page.emulateMedia({ forcedColors: 'none', ...colours });
    expect(await leastDifference(page, signs), JSON.stringify(colours)).toBeGreaterThan(6);
  }
});

test('what is loading has its place, moves only for those who like it, and fails with a way on', async ({
  page,
  booking,
  texts,
  complaints,
}) => {
  complaints.expect(aborted);
  let answer: 'wait' | 'fail' | 'go' = 'wait';
  await page.route(
    (url) => url.pathname.endsWith('/days'),
    async (route) => {
      if (answer === 'fail') await route.abort('connectionreset');
      else if (answer === 'go') await route.continue();
    },
  );
  const moving = () => page.evaluate(() => document.getAnimations().length);
  await booking.open('?service=prawa-jazdy');
  await expect(page.locator('.skeleton.calendar')).toBeVisible();
  expect(await moving()).toBe(0);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  expect(await moving()).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const place = (await page.locator('.skeleton.calendar').boundingBox())!.height;

  answer = 'fail';
  await page.reload();
  await expect(booking.alert).toContainText(texts.get('err-load'));
  answer = 'go';
  await booking.alert.getByRole('button', { name: texts.get('retry') }).click();
  await expect(booking.calendar).toBeVisible();
  await expect(page.locator('#day-heading')).toBeFocused();
  const there = (await page.locator('.picker').boundingBox())!.height;
  // The rows of months differ, and so do the lines of an offer.
  expect(Math.abs(there - place), `${place} reserved, ${there} needed`).toBeLessThan(130);

  // Without a network too, and it comes by itself when the network does.
  answer = 'fail';
  await booking.chooseService('flota');
  await expect(booking.alert).toContainText(texts.get('err-load'));
  answer = 'go';
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(booking.calendar).toBeVisible();
});

test('the calendar opens at the first month with a free day, and today is marked', async ({ page, booking, server, language }) => {
  const [first] = await server.api.freeDays('prawa-jazdy');
  await booking.open('?service=prawa-jazdy');
  await expect(booking.day(first)).toBeVisible();
  const today = page.locator('[aria-current=date]');
  // Today is in view unless its month is over for bookings.
  if (await today.count()) await expect(today).toHaveAccessibleName(new RegExp(new Texts(language).get('today')));
  else await page.locator('.month-bar button').first().click();
  await expect(today).toHaveCount(1);
});
