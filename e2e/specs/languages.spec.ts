import { expect, test } from '../support/test.ts';

test.describe('in English', () => {
  test.use({ language: 'en' });

  test('a link can ask for English, and the e-mail comes in it', async ({ page, booking, visit, server, texts, email, hourOf }) => {
    await booking.open('?lang=en');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await booking.fillIn(await hourOf('sprawy-obywatelskie'), email);
    await expect(booking.summary).toContainText('Civil affairs');
    await booking.book.click();
    await expect(visit.booked).toBeVisible();
    await expect(page.locator('#skip-link')).toHaveText(texts.get('skip-link'));
    const letter = await server.mailbox.letterTo(email);
    expect(letter.text).toContain('Civil affairs');
  });

  test('a link asks for its language once: a later choice outlasts a reload', async ({ page, booking }) => {
    await page.goto('/?service=flota&lang=de');
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page).toHaveURL(/\/\?service=flota$/);
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await page.reload();
    await expect(booking.service).toHaveValue('flota');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });

  test('the language can be switched without losing what is typed', async ({ page, booking, email, hourOf }) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.getByRole('button', { name: 'English' })).toBeFocused();
    const hour = await hourOf('sprawy-obywatelskie');
    await booking.fillIn(hour, email);

    for (const [name, lang] of [['Українська', 'uk'], ['Deutsch', 'de'], ['Polski', 'pl'], ['English', 'en']]) {
      await page.getByRole('button', { name }).click();
      await expect(page.locator('html')).toHaveAttribute('lang', lang);
      await expect(page.getByRole('checkbox')).toBeChecked();
    }
    await expect(booking.email).toHaveValue(email);
    await expect(booking.hour(hour.time)).toBeChecked();
    await page.reload();
    await expect(booking.book).toBeVisible();
    await expect(booking.email).toHaveValue(email);
  });
});
