import { withServices, withoutCatalogue } from '../support/answers.ts';
import { refused } from '../support/complaints.ts';
import { officeWithTwoMonths } from '../support/office.ts';
import { Server } from '../support/server.ts';
import { expect, test } from '../support/test.ts';

test('the way there is in the address: back, forward and reload keep the place', async ({ page, booking, email, hourOf }) => {
  const { service, date, time } = await hourOf('prawa-jazdy');
  await booking.open();
  await booking.chooseService(service);
  await booking.email.fill(email);
  await booking.chooseDay(date);
  await booking.chooseHour(time);
  await expect(booking.book).toBeVisible();
  const address = page.url();
  expect(address).toContain(`?service=${service}&day=${date}&hour=${time}`);

  await page.goBack();
  await expect(booking.hour(time)).not.toBeChecked();
  await expect(booking.book).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole('radio')).toHaveCount(0);
  await expect(booking.calendar).toBeVisible();
  await page.reload();
  await expect(booking.email, 'what is typed is kept').toHaveValue(email);
  await page.goForward();
  await expect(booking.hour(time)).toBeVisible();
  await page.goForward();
  await expect(booking.hour(time)).toBeChecked();
  await page.reload();
  await expect(booking.hour(time)).toBeChecked();
  await expect(page).toHaveURL(address);
  await expect(booking.email).toHaveValue(email);
});

const farSeeing = test.extend({
  server: [
    async ({ postgres }, use) => {
      const server = await Server.start(postgres, {}, await officeWithTwoMonths());
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

farSeeing('the month in view is in the address too', async ({ page, booking, texts }) => {
  await booking.open('?service=prawa-jazdy');
  const title = page.locator('#month-title');
  await expect(title).not.toBeEmpty();
  const open = page.getByRole('button', { name: new RegExp(`${texts.get('month-next')}|${texts.get('month-prev')}`) });
  await open.and(page.locator(':not([aria-disabled=true])')).first().click();
  await expect(page).toHaveURL(/\?service=prawa-jazdy&month=\d{4}-\d\d$/);
  const shown = await title.textContent();
  await page.reload();
  await expect(title).toHaveText(shown!);
});

test('a service that is not in the list is asked for again, in words', async ({ page, booking, texts, complaints }) => {
  complaints.expect(refused(404));
  await booking.open('?service=nie-ma&day=2026-12-07');
  await expect(booking.alert).toHaveText(texts.get('err-service'));
  await expect(booking.service).toHaveAttribute('aria-invalid', 'true');
  await expect(booking.service).toHaveAccessibleDescription(texts.get('err-service'));
  await expect(page.getByRole('region')).toHaveCount(1);
  await booking.chooseService('flota');
  await expect(booking.alert).toHaveCount(0);
  await expect(booking.calendar).toBeVisible();
});

test('an only service is not asked for', async ({ page, booking, server }) => {
  await withoutCatalogue(page);
  await page.route('**/api/v1/services', async (route) => {
    const response = await route.fetch();
    const { items } = await response.json();
    await route.fulfill({ response, json: { items: items.slice(0, 1) } });
  });
  await page.goto(server.url);
  await expect(booking.calendar).toBeVisible();
  await expect(page.getByRole('combobox')).toHaveCount(0);
  await expect(page).toHaveURL(/\?service=sprawy-obywatelskie$/);
  await expect(booking.summary.getByText('Sprawy obywatelskie').or(page.locator('#service'))).toBeVisible();
});

test('what a service has to say is shown, and nothing in its place if it has not', async ({ page, booking, texts }) => {
  await booking.open('?service=flota');
  await expect(page.getByText(texts.get('service-scope'))).toBeVisible();
  await expect(page.getByRole('link', { name: texts.get('service-docs') })).toHaveCount(0);
  await withServices(page, { details_url: 'https://e-uslugi.example/flota' });
  await page.reload();
  await expect(page.getByRole('link', { name: texts.get('service-docs') })).toHaveAttribute('href', 'https://e-uslugi.example/flota');
});
