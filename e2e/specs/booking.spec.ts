import { clock, written } from '../support/dates.ts';
import { codeIn, linkIn } from '../support/mailbox.ts';
import { expect, test } from '../support/test.ts';
import { VisitPage } from '../support/visit-page.ts';

test('a resident books a visit, from the matter to the code', async ({ page, booking, visit, server, texts, email, hourOf }) => {
  const hour = await hourOf('sprawy-obywatelskie');
  const before = await server.api.free(hour);

  await booking.open();
  await expect(booking.title).toBeVisible();
  await expect(booking.email).toBeHidden();

  await booking.chooseService(hour.service);
  await expect(page.getByText('Odbiór nowego dowodu osobistego')).toBeVisible();
  await booking.email.fill(email);
  await expect(booking.calendar).toBeVisible();

  await booking.chooseDay(hour.date);
  await booking.chooseHour(hour.time);
  await expect(page).toHaveURL(new RegExp(`service=${hour.service}&day=${hour.date}&hour=${hour.time}$`));
  await expect(booking.summary).toContainText(email);
  await expect(booking.summary).toContainText(clock(hour.time));
  await expect(booking.summary).toContainText(written(hour.date, 'pl'));

  await page.getByText(texts.get('terms-read')).click();
  await expect(page.getByRole('heading', { name: 'Czym jest rezerwacja' })).toBeVisible();
  await booking.terms.check();

  await booking.book.click();
  await expect(visit.booked).toBeFocused();
  await expect(page).toHaveURL(VisitPage.ADDRESS);
  await expect(page).toHaveTitle(texts.get('title-of', { page: texts.get('visit-title') }));
  await expect(page.getByRole('main')).toContainText(written(hour.date, 'pl'));
  await expect(page.getByRole('main')).toContainText(clock(hour.time));
  expect(await server.api.free(hour)).toBe(before - 1);

  await page.reload();
  await expect(visit.booked).toBeVisible();

  const letter = await server.mailbox.letterTo(email);
  const answer = await server.api.ticket(codeIn(letter), await server.kioskToken());
  expect(answer, 'the kiosk knows the code').toEqual({ status: 409, problem: 'too-early' });
});

test('the link in the e-mail opens the visit elsewhere, and its secret leaves the address', async ({
  page,
  booking,
  visit,
  server,
  email,
  hourOf,
  browser,
}) => {
  await booking.open();
  await booking.fillIn(await hourOf('sprawy-obywatelskie'), email);
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
  const link = linkIn(await server.mailbox.letterTo(email));
  expect(link, 'a secret in the fragment, which no server sees').toMatch(/#\S+$/);

  const elsewhere = await browser.newContext({ locale: 'pl-PL' });
  const other = await elsewhere.newPage();
  await other.goto(link);
  await expect(other).toHaveURL(page.url());
  const heading = other.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('Wizyta zarezerwowana');
  // The second time the browser asks whether the page has changed: what it kept must still be allowed to run.
  await other.reload();
  await expect(heading).toHaveText('Wizyta zarezerwowana');
  await elsewhere.close();
});
