import { expect, test } from '../support/test.ts';

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a sentence tells what to do', async ({ page, texts, complaints }) => {
    complaints.expect(/preloaded using link preload but not used/);
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(texts.get('app-title'));
    // Playwright's search by text passes over this element.
    await expect(page.locator('noscript p').first()).toBeVisible();
    await expect(page.locator('noscript p').first()).toHaveText(texts.get('noscript'), { useInnerText: true });
    await expect(page.locator('.shell'), 'nothing looks as if it were about to come').toBeHidden();
  });
});

test('the terms have a page of their own', async ({ page, texts }) => {
  await page.goto('/regulamin');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(texts.get('terms-heading'));
  await expect(page.getByRole('heading', { name: 'Czym jest rezerwacja' })).toBeVisible();
});

test('nothing is kept beyond what the visit needs, and no cookie at all', async ({ page, context, booking, visit, email, hourOf }) => {
  await booking.open();
  await booking.fillIn(await hourOf('sprawy-obywatelskie'), email);
  expect(page.url(), 'the address never holds the e-mail').not.toContain('example');
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
  expect(await context.cookies()).toEqual([]);
  expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))).not.toContain(email);
});
