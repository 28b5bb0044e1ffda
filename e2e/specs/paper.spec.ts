import type { Page } from '@playwright/test';
import { withOffice, withServices, withVisit } from '../support/answers.ts';
import { expect, test } from '../support/test.ts';

/** How many sheets the page takes. */
async function sheets(page: Page): Promise<number> {
  const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)!.length;
}

test('a booked visit is printed on one sheet, in every language, with addresses to type and a place for the code', async ({
  page,
  booking,
  visit,
  email,
  hourOf,
}) => {
  const details_url = 'https://e-uslugi.example/katalog-spraw/prawa-jazdy/wydanie-prawa-jazdy-kategorii-b-po-raz-pierwszy';
  await withServices(page, { details_url });
  await withOffice(page, { phone: '77 444 55 66', email: 'kontakt@urzad.example', map_url: 'https://maps.example/?lat=50.67&lon=17.92' });
  await booking.open();
  await booking.fillIn(await hourOf('prawa-jazdy'), email);
  await booking.book.click();
  await expect(visit.letterSent).toBeVisible();
  const name = 'Wyrejestrowanie pojazdu, zgłoszenie zbycia lub nabycia pojazdu, odbiory dowodów rejestracyjnych i adnotacje';
  await withVisit(page, { service: { id: 'prawa-jazdy', name }, email: 'j***@bardzo-dluga-nazwa-domeny.przykladowa-instytucja.example.pl' });

  for (const language of ['Polski', 'English', 'Українська', 'Deutsch']) {
    await page.getByRole('button', { name: language }).click();
    await expect(page.getByText(name)).toBeVisible();
    expect(await sheets(page), language).toBe(1);
  }

  await page.emulateMedia({ media: 'print' });
  for (const gone of [page.getByRole('button'), page.getByRole('navigation'), page.getByRole('link', { name: /Regulamin|Buchungsbedingungen/ })]) {
    await expect(gone.filter({ visible: true })).toHaveCount(0);
  }
  await expect(page.getByRole('link', { name: '77 444 55 66' }), 'whom to call').toBeVisible();
  await expect(page.locator('.code-boxes i').filter({ visible: true })).toHaveCount(9);
  const written = await page.locator('main a').evaluateAll((links) => links.map((link) => getComputedStyle(link, '::after').content));
  expect(written.join(' ')).toContain(details_url);
  await page.emulateMedia({ media: 'screen' });
  await expect(page.locator('.code-boxes')).toBeHidden();
});
