import { expect, test } from '../support/test.ts';

test('nothing filled in: the errors come first, lead to their fields and stand there too', async ({
  page,
  booking,
  texts,
  hourOf,
}) => {
  const hour = await hourOf('sprawy-obywatelskie');
  await booking.open();
  await booking.chooseService(hour.service);
  await booking.chooseDay(hour.date);
  await booking.chooseHour(hour.time);
  await booking.book.click();

  await expect(booking.alert).toBeFocused();
  await expect(page).toHaveTitle(texts.get('err-prefix', { title: texts.get('app-title') }));
  await expect(booking.alert.getByRole('link')).toHaveText([texts.get('err-email-empty'), texts.get('err-terms')]);
  await expect(booking.email).toHaveAttribute('aria-invalid', 'true');
  await expect(booking.email).toHaveAccessibleDescription(new RegExp(texts.get('err-email-empty')));
  await expect(booking.terms).toHaveAttribute('aria-invalid', 'true');
  await expect(booking.terms).toHaveAccessibleDescription(new RegExp(texts.get('err-terms')));

  await booking.alert.getByRole('link', { name: texts.get('err-email-empty') }).click();
  await expect(booking.email).toBeFocused();

  await booking.terms.check();
  await expect(booking.alert.getByRole('link'), 'only what is mended goes').toHaveText([texts.get('err-email-empty')]);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(booking.alert, 'nothing stays in another language').toHaveCount(0);
});

test('an error goes as soon as it is mended', async ({ booking, texts, email, hourOf }) => {
  const hour = await hourOf('sprawy-obywatelskie');
  await booking.open();
  await booking.fillIn(hour, 'anna@example');
  await booking.book.click();
  await expect(booking.alert.getByRole('link')).toHaveText([texts.get('err-email-form')]);
  await booking.email.fill(email);
  await expect(booking.alert).toHaveCount(0);
  await expect(booking.email).not.toHaveAttribute('aria-invalid', 'true');
});

test('an e-mail address that is none is questioned at its field and kept as typed', async ({ booking, texts, hourOf }) => {
  await booking.open();
  await booking.fillIn(await hourOf('sprawy-obywatelskie'), 'anna@example');
  await booking.book.click();
  await expect(booking.alert.getByRole('link')).toHaveText([texts.get('err-email-form')]);
  await expect(booking.email).toHaveAccessibleDescription(new RegExp(texts.get('err-email-form')));
  await expect(booking.email).toHaveValue('anna@example');
});

test('the field for the address helps who types, and takes what is pasted', async ({ booking, page }) => {
  await booking.open('?service=flota');
  const helps = { type: 'email', autocomplete: 'email', inputmode: 'email', spellcheck: 'false', autocapitalize: 'none' };
  for (const [name, value] of Object.entries(helps)) await expect(booking.email).toHaveAttribute(name, value);
  await expect(page.getByRole('textbox'), 'never asked twice').toHaveCount(1);
  await booking.email.focus();
  await page.keyboard.insertText('anna@example.pl');
  await expect(booking.email).toHaveValue('anna@example.pl');
});

test('a likely slip in the address is asked about and mended by one tap', async ({ booking, page, texts }) => {
  await booking.open('?service=flota');
  await booking.email.fill('anna@gmial.com');
  await booking.email.blur();
  await expect(page.getByText(texts.get('email-typo', { email: 'anna@gmail.com' }))).toBeVisible();
  await page.getByRole('button', { name: texts.get('email-typo-use') }).click();
  await expect(booking.email).toHaveValue('anna@gmail.com');
});

test('without the terms there is no booking, but a ticket in the building', async ({
  page,
  booking,
  server,
  texts,
  email,
  hourOf,
}) => {
  const hour = await hourOf('sprawy-obywatelskie');
  const before = await server.api.free(hour);
  await booking.open();
  await booking.fillIn(hour, email);
  await booking.terms.uncheck();
  await expect(page.getByText(texts.get('terms-no'))).toBeVisible();
  await booking.book.click();
  await expect(booking.alert.getByRole('link')).toHaveText([texts.get('err-terms')]);
  await booking.alert.getByRole('link').click();
  await expect(booking.terms).toBeFocused();
  expect(await server.api.free(hour)).toBe(before);
});
