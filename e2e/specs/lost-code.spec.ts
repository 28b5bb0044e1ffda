import { expectAccessible } from '../support/accessibility.ts';
import { refused } from '../support/complaints.ts';
import { expectTargets, expectToFit } from '../support/layout.ts';
import { codeIn } from '../support/mailbox.ts';
import { expect, test } from '../support/test.ts';
import { Texts } from '../support/texts.ts';

const PATH = '/kod';

test('the same code comes once more, and the page says the same to who has no visit', async ({ page, booking, server, email, language, texts, hourOf }) => {
  const code = new Texts(language, 'code');
  const hour = await hourOf('prawa-jazdy');
  await server.api.book(hour, email);
  const first = await server.mailbox.letterTo(email);
  for (const asked of [email, `nobody.${email}`]) {
    await booking.open();
    await page.getByRole('link', { name: texts.get('code-link') }).click();
    await expect(page).toHaveURL(new RegExp(`${PATH}\\?`));
    await expectAccessible(page, 'the form');
    await page.locator('#email').fill(asked);
    await page.locator('#date').fill(hour.date);
    await page.getByRole('button', { name: code.get('send') }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(code.get('asked-title'));
    await expect(page.getByText(code.get('asked'))).toBeVisible();
    expect(page.url(), 'nobody reads the address there').not.toContain('@');
    await expectAccessible(page, 'asked');
  }
  // It is looked up a few seconds after the answer.
  await expect.poll(() => server.mailbox.to(email), { timeout: 20_000 }).toHaveLength(2);
  const letters = await server.mailbox.to(email);
  expect(codeIn(letters[1])).toBe(codeIn(first));
  expect(await server.mailbox.to(`nobody.${email}`)).toHaveLength(0);
});

test('what is wrong is said first, at the fields too, and what was typed stays', async ({ page, texts, language, complaints }) => {
  complaints.expect(refused(422));
  const code = new Texts(language, 'code');
  await page.goto(PATH);
  await page.locator('#email').fill('anna@');
  await page.getByRole('button', { name: code.get('send') }).click();
  await expect(page).toHaveTitle(new RegExp(texts.get('err-prefix', { title: texts.get('code-link') })));
  const summary = page.getByRole('alert').filter({ visible: true });
  await expect(summary).toBeFocused();
  await expect(page.locator('#email')).toHaveValue('anna@');
  await expect(page.locator('#email')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.locator('#email-error')).toHaveText(texts.get('err-email-form'));
  await expectAccessible(page, 'the form with errors');
  await summary.getByRole('link', { name: code.get('err-date-empty') }).click();
  await expect(page.locator('#date')).toBeFocused();
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('it works too', async ({ page, server, email, language, hourOf }) => {
    const code = new Texts(language, 'code');
    const hour = await hourOf('prawa-jazdy');
    await server.api.book(hour, email);
    await page.goto(`${PATH}?lang=${language}`);
    await page.locator('#email').fill(email);
    await page.locator('#date').fill(hour.date);
    await page.getByRole('button', { name: code.get('send') }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(code.get('asked-title'));
    await expect.poll(() => server.mailbox.to(email), { timeout: 20_000 }).toHaveLength(2);
  });
});

test('it fits the narrowest screen in every language', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const language of ['pl', 'en', 'uk', 'de']) {
    for (const path of [PATH, `${PATH}/wyslano`]) {
      await page.goto(`${path}?lang=${language}`);
      await expectToFit(page, `${path} ${language}`);
      await expectTargets(page, `${path} ${language}`);
    }
  }
});
