import type { Page } from '@playwright/test';
import { withOffice, withServices, withVisit } from '../support/answers.ts';
import { expectNothingCut, expectTargets, expectToFit } from '../support/layout.ts';
import { expect, test } from '../support/test.ts';

const LONG = 'Wyrejestrowanie pojazdu, zgłoszenie zbycia lub nabycia pojazdu, odbiory dowodów rejestracyjnych i adnotacje';
const LONG_EMAIL = 'jan.wielce-dlugie-nazwisko-podwojne@bardzo-dluga-nazwa-domeny.przykladowa-instytucja.example.pl';
const rich = { phone: '77 444 55 66', map_url: 'https://maps.example/?lat=50.67&lon=17.92' };
const details_url = 'https://e-uslugi.example/katalog-spraw/prawa-jazdy/wydanie-prawa-jazdy-kategorii-b-po-raz-pierwszy';

/** What a resident may do to a page: WCAG's distances between lines, words and letters; and text at twice its size. */
const CHANGES = [
  { name: 'as it is', css: '', width: 320 },
  {
    name: 'text spacing',
    css: `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
      p { margin-bottom: 2em !important; }`,
    width: 320,
  },
  { name: 'text of 200 %', css: 'html { font-size: 200% !important; }', width: 480 },
];

async function check(page: Page, state: string): Promise<void> {
  for (const { name, css, width } of CHANGES) {
    await page.setViewportSize({ width, height: 640 });
    // As the browser's own setting would; the page's policy lets no style sheet in.
    await page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [sheet];
    }, css);
    await expectToFit(page, `${state}, ${name}`);
    await expectNothingCut(page, `${state}, ${name}`);
    await expectTargets(page, `${state}, ${name}`);
  }
  await page.evaluate(() => (document.adoptedStyleSheets = []));
  await page.setViewportSize({ width: 320, height: 640 });
}

// 320 pixels are also what is left of 1280 at 400 %.
test.describe('320 pixels wide', () => {
  test.use({ viewport: { width: 320, height: 640 } });

  test('nothing needs scrolling sideways, is cut off or too small to be hit', async ({ page, booking, visit, texts, hourOf }) => {
    await withServices(page, { name: LONG, details_url });
    await withOffice(page, rich);
    await withVisit(page, { service: { id: 'prawa-jazdy', name: LONG }, email: 'j***@bardzo-dluga-nazwa-domeny.przykladowa-instytucja.example.pl' });
    const hour = await hourOf('prawa-jazdy');
    await booking.open();
    await check(page, 'start');
    await booking.chooseService(hour.service);
    await booking.chooseDay(hour.date);
    await booking.chooseHour(hour.time);
    await booking.book.click();
    await expect(booking.alert).toBeFocused();
    await check(page, 'errors');
    await booking.email.fill(LONG_EMAIL);
    await booking.terms.check();
    await check(page, 'ready to be booked');
    await page.getByRole('button', { name: texts.get('view-list') }).click();
    await check(page, 'days as a list');
    await booking.book.click();
    await expect(visit.booked).toBeFocused();
    await page.reload();
    await expect(page.getByText(LONG)).toBeVisible();
    await visit.cancel.click();
    await check(page, 'details of the visit');
    await page.goto('/regulamin');
    await expect(page.getByRole('heading', { name: 'Czym jest rezerwacja' })).toBeVisible();
    await expectToFit(page, 'terms');
  });
});

for (const width of [768, 1000, 1280]) {
  test.describe(`${width} pixels wide`, () => {
    test.use({ viewport: { width, height: 900 } });

    test('the days of the calendar stand clear of each other', async ({ page, booking }) => {
      await booking.open('?service=prawa-jazdy');
      await booking.calendar.waitFor();
      await expectToFit(page, 'calendar');
      const signs = await page.locator('.month .free .sign').evaluateAll((all) => all.map((sign) => sign.getBoundingClientRect().toJSON()));
      const touching = signs.filter((one, at) => signs.some((other, to) => to > at && Math.abs(one.x - other.x) < one.width && Math.abs(one.y - other.y) < one.height));
      expect(touching).toEqual([]);
      await expectTargets(page, 'calendar');
    });
  });
}
