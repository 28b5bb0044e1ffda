import { withOffice, withServices, withVisit } from '../support/answers.ts';
import { expectReflow, expectTargets, expectToFit } from '../support/layout.ts';
import { expect, test } from '../support/test.ts';

const LONG = 'Wyrejestrowanie pojazdu, zgłoszenie zbycia lub nabycia pojazdu, odbiory dowodów rejestracyjnych i adnotacje';
const LONG_EMAIL = 'jan.wielce-dlugie-nazwisko-podwojne@bardzo-dluga-nazwa-domeny.przykladowa-instytucja.example.pl';
const rich = { phone: '77 444 55 66', map_url: 'https://maps.example/?lat=50.67&lon=17.92' };
const details_url = 'https://e-uslugi.example/katalog-spraw/prawa-jazdy/wydanie-prawa-jazdy-kategorii-b-po-raz-pierwszy';

test.describe('320 pixels wide', () => {
  test.use({ viewport: { width: 320, height: 640 } });

  test('nothing needs scrolling sideways, is cut off or too small to be hit', async ({ page, booking, visit, texts, hourOf }) => {
    await withServices(page, { name: LONG, details_url });
    await withOffice(page, rich);
    await withVisit(page, { service: { id: 'prawa-jazdy', name: LONG }, email: 'j***@bardzo-dluga-nazwa-domeny.przykladowa-instytucja.example.pl' });
    const hour = await hourOf('prawa-jazdy');
    await booking.open();
    await expectReflow(page, 'start');
    await booking.chooseService(hour.service);
    await booking.chooseDay(hour.date);
    await booking.chooseHour(hour.time);
    await booking.book.click();
    await expect(booking.alert).toBeFocused();
    await expectReflow(page, 'errors');
    await booking.email.fill(LONG_EMAIL);
    await booking.terms.check();
    await expectReflow(page, 'ready to be booked');
    await page.getByRole('button', { name: texts.get('view-list') }).click();
    await expectReflow(page, 'days as a list');
    await booking.book.click();
    await expect(visit.booked).toBeFocused();
    await page.reload();
    await expect(page.getByText(LONG)).toBeVisible();
    await visit.cancel.click();
    await expectReflow(page, 'details of the visit');
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
