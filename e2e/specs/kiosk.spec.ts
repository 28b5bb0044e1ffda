import { expectAccessible } from '../support/accessibility.ts';
import { Announcements } from '../support/announcements.ts';
import type { Booking } from '../support/api.ts';
import { terminals } from '../support/browser.ts';
import { aborted, offline, refused } from '../support/complaints.ts';
import { KioskPage, dayAndNight } from '../support/kiosk-page.ts';
import { tabTo } from '../support/keyboard.ts';
import { codeIn } from '../support/mailbox.ts';
import { Server } from '../support/server.ts';
import { test as base, expect } from '../support/test.ts';
import { Texts } from '../support/texts.ts';

interface Visit {
  booking: Booking;
  code: string;
}

const test = base.extend<
  { kiosk: KioskPage; words: Texts; book: (daysAhead?: number) => Promise<Visit> },
  { token: string }
>({
  server: [
    async ({}, use) => {
      const server = await Server.start(undefined, {}, dayAndNight());
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  token: [async ({ server }, use) => use(await server.kioskToken()), { scope: 'worker' }],
  words: ({ language }, use) => use(new Texts(language, 'kiosk')),
  kiosk: ({ page, words }, use) => use(new KioskPage(page, words)),
  // Today is left out of the free days: the first is tomorrow.
  book: ({ server, email }, use) =>
    use(async (daysAhead = 1) => {
      const service = 'prawa-jazdy';
      const date = (await server.api.freeDays(service))[daysAhead - 1];
      const booking = await server.api.book({ service, date, time: '00:00' }, email);
      return { booking, code: codeIn(await server.mailbox.letterTo(email)) };
    }),
});

const CODES = '**/api/v1/kiosk/tickets';
const CONFIRMATIONS = '**/print-confirmation';

/** A code that no booking has, its check digit right or wrong. */
function wrongCode(code: string): string {
  const digits = code.replaceAll(/\D/g, '');
  return `${digits.slice(0, 8)}${(Number(digits[8]) + 1) % 10}`;
}
/** Right ones by Damm's check digit, and held by nobody here but by a chance of one in a million. */
const UNKNOWN = ['000000013', '000000021', '000000037', '000000045', '000000059', '000000068', '000000076'];

test('a code becomes a printed ticket, and only the print checks the visitor in', async ({ page, kiosk, server, token, words, book }) => {
  const { booking, code } = await book();
  await kiosk.open(token);
  await kiosk.start.tap();
  await expect(kiosk.title).toBeFocused();
  await kiosk.touch(code.slice(0, 6));
  await kiosk.button('take-ticket').tap();
  await expect(page.getByRole('alert').filter({ visible: true })).toHaveText(/4/);
  await kiosk.button('delete').tap();
  await expect(kiosk.typed).toHaveText(words.get('code-typed', { digits: code.replaceAll(/\D/g, '').slice(0, 4).split('').join(' ') }));
  await kiosk.button('clear').tap();
  await kiosk.touch(code);

  let confirm = () => {};
  const held = new Promise<void>((resolve) => (confirm = resolve));
  await page.route(CONFIRMATIONS, async (route) => {
    await held;
    await route.continue();
  });
  await kiosk.button('take-ticket').tap();
  await expect(kiosk.number).toHaveText(/^[A-Z]\d{3}$/);
  await expect(kiosk.title).toBeFocused();
  expect((await server.api.booking(booking)).status).toBe('booked');
  await expect.poll(() => kiosk.prints()).toBe(1);
  confirm();
  await expect.poll(async () => (await server.api.booking(booking)).status).toBe('checked_in');

  await kiosk.button('ticket-done').tap();
  await expect(kiosk.start).toBeVisible();
  await kiosk.start.tap();
  await expect(page.getByText(words.get('code-empty')), 'nothing is left for the next').toBeAttached();
});

test('the paper is 80 mm wide, one page, and tells nothing of the person', async ({ page, kiosk, token, email, book }) => {
  const { code } = await book();
  await kiosk.open(token);
  await kiosk.ask(code);
  const number = await kiosk.number.textContent();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  const [width] = /\/MediaBox \[0 0 ([\d.]+)/.exec(pdf)!.slice(1).map(Number);
  expect(Math.round((width / 72) * 25.4)).toBe(80);
  expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
  await page.emulateMedia({ media: 'print' });
  const paper = page.locator('.paper');
  await expect(paper).toContainText(number!);
  const { width: px } = (await paper.boundingBox())!;
  expect(Math.round((px / 96) * 25.4)).toBe(72);
  const said = await paper.innerText();
  expect(said).not.toContain(email);
  expect(said.replaceAll(/\s/g, '')).not.toContain(code.replaceAll(/\D/g, ''));
  await expect(page.getByRole('main')).toBeHidden();
});

test('a scanner is read anywhere, the same code brings the same ticket, and a failed print another', async ({ page, kiosk, server, token, words, book }) => {
  const { booking, code } = await book();
  await kiosk.open(token);
  await kiosk.scan(code);
  await expect(kiosk.number).toBeVisible();
  const number = await kiosk.number.textContent();
  await kiosk.button('not-printed').tap();
  await expect.poll(() => kiosk.prints()).toBe(2);
  await expect(page.getByText(words.get('still-not-printed'))).toBeVisible();
  await expect.poll(async () => (await server.api.booking(booking)).status).toBe('checked_in');

  await kiosk.scan(code.replaceAll(' ', '-'));
  await expect.poll(() => kiosk.prints()).toBe(3);
  await expect(kiosk.number).toHaveText(number!);

  // Real keys, over what a finger has begun.
  await kiosk.button('ticket-done').tap();
  await kiosk.start.tap();
  await kiosk.touch('77');
  await kiosk.button('clear').tap();
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
  await expect(kiosk.number).toHaveText(number!);
});

test('what is no code is said, also when it is scanned', async ({ page, kiosk, token, words, book, complaints }) => {
  complaints.expect(refused(404));
  const { code } = await book();
  await kiosk.open(token);
  await kiosk.scan('https://example.pl/rezerwacja/123456789#token');
  await expect(kiosk.title).toHaveText(words.get('not-a-code-heading'));
  await kiosk.button('enter-again').tap();

  await kiosk.touch(wrongCode(code));
  await kiosk.button('take-ticket').tap();
  await expect(kiosk.title).toHaveText(words.get('mistyped-heading'));
  await kiosk.button('correct').tap();
  await kiosk.button('delete').tap();
  await kiosk.touch(code.slice(-1));
  await kiosk.button('take-ticket').tap();
  await expect(kiosk.number).toBeVisible();
});

test('a visit that is too far ahead or cancelled brings no ticket but the reason', async ({ page, kiosk, server, token, words, book, complaints }) => {
  complaints.expect(refused(409));
  const { booking, code } = await book(5);
  await kiosk.open(token);
  await kiosk.ask(code);
  await expect(kiosk.title).toHaveText(words.get('early-heading'));
  await expect(page.getByText(/0:00/)).toBeVisible();
  await kiosk.button('finish').tap();
  await server.api.cancel(booking);
  await kiosk.scan(code);
  await expect(kiosk.title).toHaveText(words.get('cancelled-heading'));
});

const REFUSALS = [
  { status: 404, code: 'code-unknown', heading: 'unknown-heading', way: 'enter-again' },
  { status: 409, code: 'too-late', heading: 'late-heading', way: 'finish' },
  { status: 409, code: 'wrong-office', heading: 'office-heading', way: 'finish' },
  { status: 503, code: 'unavailable', heading: 'unavailable-heading', way: 'try-again' },
  { status: 401, code: 'unauthorized', heading: 'not-set-up-heading', way: 'finish' },
];

test('each refusal has its words and its way out', async ({ page, kiosk, token, words, complaints }) => {
  for (const { status } of REFUSALS) complaints.expect(refused(status));
  await kiosk.open(token);
  for (const { status, code, heading, way } of REFUSALS) {
    const problem = { type: 'about:blank', title: code, status, detail: code, code };
    await page.route(CODES, (route) => route.fulfill({ status, contentType: 'application/problem+json', json: problem }), { times: 1 });
    await kiosk.scan(UNKNOWN[0]);
    await expect(kiosk.title).toHaveText(words.get(heading));
    await expect(kiosk.button(way)).toBeVisible();
    await expectAccessible(page, code);
  }
});

test('too many wrong codes have to wait, and it is said how long', async ({ page, kiosk, words, complaints }) => {
  complaints.expect(refused(404));
  complaints.expect(refused(429));
  const server = await Server.start(undefined, { WIZYTA_RATE_LIMITS: 'on', WIZYTA_RATE_LIMIT_EXEMPT: '127.0.0.0/8' });
  const token = await server.kioskToken();
  // A wait that is long enough to be seen, whatever the machine is busy with.
  await page.route(`${server.url}/api/v1/kiosk/tickets`, async (route) => {
    const answer = await route.fetch();
    const headers = { ...answer.headers() };
    if (answer.status() === 429) headers['retry-after'] = '5';
    await route.fulfill({ response: answer, headers });
  });
  await page.addInitScript((token) => localStorage.setItem('wizyta.kiosk', token), token);
  await page.goto(`${server.url}/kiosk`);
  await expect(kiosk.start).toBeVisible();
  for (let wrong = 0; wrong < 6; wrong += 1) {
    await kiosk.scan(UNKNOWN[wrong]);
    await expect(kiosk.title).toHaveText(words.get(wrong < 5 ? 'unknown-heading' : 'wait-heading'));
  }
  await expect(kiosk.button('try-again')).toHaveCount(0);
  await expect(page.locator('.words')).toHaveText(words.get('wait-over'));
  await expect(kiosk.button('try-again')).toBeVisible();
  await server.stop();
});

test('without a network the kiosk says so and sends to the staff; it goes on by itself', async ({ page, kiosk, token, words, book, complaints }) => {
  complaints.expect(aborted);
  complaints.expect(offline);
  const { code } = await book();
  await kiosk.open(token);
  await expect(page.getByText(words.get('start-hint'))).toBeVisible();
  await page.route('**/api/v1/**', (route) => route.abort('connectionreset'));
  await kiosk.scan(code);
  await expect(kiosk.title).toHaveText(words.get('offline-heading'));
  await expectAccessible(page, 'no network');
  await kiosk.button('finish').tap();
  await expect(kiosk.title).toHaveText(words.get('out-of-order'));
  await page.unroute('**/api/v1/**');
  await expect(kiosk.start).toBeVisible();
});

test('a confirmation that gets lost is sent again until it arrives, and the visitor is not bothered', async ({ page, kiosk, server, token, book, complaints }) => {
  complaints.expect(aborted);
  const { booking, code } = await book();
  let lost = 0;
  await page.route(CONFIRMATIONS, async (route) => {
    lost += 1;
    if (lost > 1) return route.fallback();
    await route.fetch();
    await route.abort('connectionreset');
  });
  await kiosk.open(token);
  await kiosk.ask(code);
  await expect(kiosk.number).toBeVisible();
  await kiosk.button('ticket-done').tap();
  await expect.poll(() => lost).toBe(2);
  await expect.poll(() => page.evaluate(() => localStorage.getItem('wizyta.kiosk.printed'))).toBeNull();
  expect((await server.api.booking(booking)).status).toBe('checked_in');
});

test('a kiosk that nobody touches asks, then returns to its start in Polish with nothing left', async ({ page, kiosk, token, words, book }) => {
  const { code } = await book();
  await page.clock.install();
  await kiosk.open(token);
  await page.getByRole('button', { name: 'Deutsch' }).tap();
  const german = new KioskPage(page, new Texts('de', 'kiosk'));
  await german.start.tap();
  await german.touch('482');
  await page.clock.runFor(41_000);
  await expect(german.stay).toBeFocused();
  await german.stay.tap();
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  await expect(german.typed).toContainText('4 8 2');
  await page.clock.runFor(41_000);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await german.button('finish').tap();
  await expect(kiosk.title).toHaveText(words.get('start-heading'));
  await page.getByRole('button', { name: 'Deutsch' }).tap();
  await german.start.tap();
  await german.touch('482');
  await page.clock.runFor(61_000);
  await expect(kiosk.title).toHaveText(words.get('start-heading'));
  await kiosk.start.tap();
  await expect(page.getByText(words.get('code-empty'))).toBeAttached();

  // After a ticket it goes faster, and any touch makes it stay.
  await kiosk.touch(code);
  await kiosk.button('take-ticket').tap();
  await page.clock.runFor(1_000);
  await expect(kiosk.button('ticket-done')).toBeVisible();
  await page.clock.runFor(15_000);
  await kiosk.number.tap();
  await page.clock.runFor(15_000);
  await expect(kiosk.number).toBeVisible();
  await page.clock.runFor(6_000);
  await expect(kiosk.start).toBeVisible();
});

test('a new kiosk wants its token, tries it and never shows it', async ({ page, kiosk, server, words, complaints }) => {
  complaints.expect(refused(401));
  complaints.expect(refused(403));
  await kiosk.open();
  await expect(kiosk.title).toHaveText(words.get('setup-heading'));
  await kiosk.button('setup-save').tap();
  await expect(page.getByText(words.get('setup-empty'))).toBeVisible();
  for (const [token, fault] of [['wrong', 'setup-wrong'], [await server.kioskToken('clerk'), 'setup-role']]) {
    await kiosk.token.fill(token);
    await page.keyboard.press('Enter');
    await expect(page.getByText(words.get(fault))).toBeVisible();
  }
  const token = await server.kioskToken();
  await kiosk.token.fill(token);
  await kiosk.button('setup-save').tap();
  await expect(kiosk.start).toBeVisible();
  await expect(page).toHaveURL(/\/kiosk$/);
  expect(await page.content()).not.toContain(token);
  await page.reload();
  await expect(kiosk.start).toBeVisible();
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual(['wizyta.kiosk']);
  expect(await page.context().cookies()).toEqual([]);
});

test('the operator comes to the set-up by holding the mark, and residents by nothing else', async ({ page, kiosk, token, words }) => {
  await page.clock.install();
  await kiosk.open(token);
  await expect(kiosk.start).toBeVisible();
  const mark = page.locator('#mark');
  await mark.dispatchEvent('pointerdown');
  await page.clock.runFor(2_000);
  await mark.dispatchEvent('pointerup');
  await page.clock.runFor(6_000);
  await expect(kiosk.start).toBeVisible();
  await mark.dispatchEvent('pointerdown');
  await page.clock.runFor(5_100);
  await expect(kiosk.title).toHaveText(words.get('setup-heading'));
  await expect(kiosk.token).toHaveValue('');
  await kiosk.button('setup-cancel').tap();
  await expect(kiosk.start).toBeVisible();
});

test('a keyboard alone is enough', async ({ page, kiosk, token, book }) => {
  const { code } = await book();
  await kiosk.open(token);
  await tabTo(page, page.getByRole('button', { name: 'English' }));
  await page.keyboard.press('Enter');
  const english = new KioskPage(page, new Texts('en', 'kiosk'));
  await tabTo(page, english.start);
  await page.keyboard.press('Enter');
  await expect(english.title).toBeFocused();
  const digits = code.replaceAll(/\D/g, '');
  await page.keyboard.type(digits.slice(0, 7));
  for (const digit of digits.slice(7)) {
    await tabTo(page, page.getByRole('button', { name: digit, exact: true }));
    await page.keyboard.press('Space');
  }
  await tabTo(page, english.button('take-ticket'));
  await page.keyboard.press('Enter');
  await expect(english.number).toBeVisible();
  await expect(english.title).toBeFocused();
  await tabTo(page, english.button('ticket-done'));
  await page.keyboard.press('Enter');
  await expect(kiosk.start).toBeVisible();
});

test('by ear alone a code becomes a ticket: each screen says what it is, and what changes on it is said', async ({
  page,
  kiosk,
  token,
  words,
  book,
  complaints,
}) => {
  complaints.expect(refused(429));
  const heard = await Announcements.of(page);
  const hears = (said: string | RegExp) => expect.poll(async () => (await heard.all()).join('\n')).toMatch(said);
  const { code } = await book();
  const digits = code.replaceAll(/\D/g, '');
  await page.clock.install();
  await kiosk.open(token);
  await expect(page.locator('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Masz umówioną wizytę?" [level=1]
      - button "Umówiona wizyta Mam kod rezerwacji"
      - paragraph: Przygotuj kod rezerwacji z wiadomości e-mail.
  `);
  await kiosk.start.tap();
  await expect(kiosk.title).toBeFocused();
  await expect(page.locator('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Wpisz kod rezerwacji" [level=1]
      - status: Nie ma jeszcze żadnej cyfry.
      - group "Klawiatura z cyframi":
        - button "1"
        - button "Wyczyść"
        - button "0"
        - button "Usuń"
      - button "Pobierz bilet"
      - button "Wróć"
  `);
  await kiosk.touch(digits.slice(0, 2));
  await hears(words.get('code-typed', { digits: digits.slice(0, 2).split('').join(' ') }));
  await kiosk.button('take-ticket').tap();
  await hears(/Brakuje 7 cyfr/);

  const problem = { type: 'about:blank', title: '', status: 429, detail: '', code: 'rate-limited' };
  await page.route(CODES, (route) => route.fulfill({ status: 429, headers: { 'retry-after': '5' }, json: problem }), { times: 1 });
  await kiosk.scan(UNKNOWN[0]);
  await expect(kiosk.title).toHaveText(words.get('wait-heading'));
  await expect(kiosk.title).toBeFocused();
  await page.clock.runFor(6_000);
  await hears(words.get('wait-over'));

  await kiosk.scan(code);
  await expect(kiosk.title).toHaveAccessibleName(/^Twój numer [A-Z]\d{3}$/);
  await expect(kiosk.title).toBeFocused();
  await page.clock.runFor(1_000);
  await hears(words.get('ticket-take'));
  await hears(/Ten ekran zniknie za \d+ sekund/);
  await page.clock.runFor(5_000);
  expect((await heard.all()).filter((said) => said.startsWith('Ten ekran')), 'once, not each second').toHaveLength(1);
});

for (const [name, viewport] of Object.entries(terminals)) {
  test(`everything is in reach on ${name}`, async ({ page, kiosk, token, book }) => {
    await page.setViewportSize(viewport);
    const { code } = await book();
    await kiosk.open(token);
    await expect(kiosk.start).toBeVisible();
    const measure = () =>
      page.evaluate(() => ({
        right: document.documentElement.scrollWidth - innerWidth,
        below: document.documentElement.scrollHeight - innerHeight,
        small: [...document.querySelectorAll('button')]
          .filter((button) => button.checkVisibility())
          .filter((button) => Math.min(button.offsetWidth, button.offsetHeight) < 64)
          .map((button) => `${button.textContent} ${button.offsetWidth}x${button.offsetHeight}`),
      }));
    const fits = { right: 0, below: 0, small: [] };
    expect(await measure()).toEqual(fits);
    await kiosk.start.tap();
    expect(await measure()).toEqual(fits);
    await kiosk.touch(code);
    await kiosk.button('take-ticket').tap();
    await expect(kiosk.button('ticket-done')).toBeVisible();
    expect(await measure()).toEqual(fits);
    // Text of twice the size may need scrolling, but not sideways.
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    expect((await measure()).right).toBe(0);
    await kiosk.button('ticket-done').tap();
    await kiosk.start.tap();
    expect((await measure()).right).toBe(0);
  });
}
