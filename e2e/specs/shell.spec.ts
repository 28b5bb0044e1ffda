import type { Page } from '@playwright/test';
import { aborted, refused } from '../support/complaints.ts';
import { expectAccessible } from '../support/accessibility.ts';
import { ACCENT, knownOffice, officeWithOneService } from '../support/office.ts';
import { Server } from '../support/server.ts';
import { test as base, expect } from '../support/test.ts';
import { type Language, Texts } from '../support/texts.ts';

/** An office that has said all that it can say of itself. */
const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start(undefined, { WIZYTA_SAMPLE: 'off' }, await knownOffice());
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

const PHONE = '+48 77 000 00 00';
const LEGAL = ['/regulamin', '/prywatnosc', '/dostepnosc'];
/** What programs that watch over accessibility look for (technical conditions of the Polish statement). */
const STATEMENT_IDS = [
  'wstep', 'podmiot', 'url', 'data-publikacja', 'data-aktualizacja', 'status', 'data-sporzadzenie', 'kontakt', 'osoba',
  'email', 'telefon', 'procedura', 'architektura', 'aplikacje',
].map((name) => `a11y-${name}`);

/** Holds the page's program back until it is let go. */
async function held(page: Page): Promise<() => void> {
  let letGo = () => {};
  const free = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(/\/assets\/app_bg-.*\.wasm$/, async (route) => {
    await free;
    await route.continue();
  });
  return letGo;
}

/** Where the parts stand that the server sends and the program draws again. */
function places(page: Page) {
  const parts = ['.brand', '.languages', '#title', '.lead', '#service', '.ticket', '.foot', '#help-heading', '.foot-links'];
  return page.evaluate(
    (parts) =>
      parts.map((part) => {
        const { x, y, width, height } = document.querySelector(part)!.getBoundingClientRect();
        return [part, ...[x, y, width, height].map(Math.round)];
      }),
    parts,
  );
}

test('the program takes over where everything stands already', async ({ page, booking }) => {
  const letGo = await held(page);
  await page.goto('/');
  await expect(page.locator('#title')).toBeVisible();
  await expect(page.locator('.shell')).toBeVisible();
  const sent = await places(page);
  letGo();
  await expect(page.locator('.shell')).toHaveCount(0);
  await expect(booking.service).toBeVisible();
  expect(await places(page)).toEqual(sent);
});

test('a service that is chosen before the program has come stays chosen', async ({ page, booking, texts }) => {
  const letGo = await held(page);
  await page.goto('/');
  await expect(page.locator('.shell')).toBeVisible();
  await page.locator('#service').selectOption('flota');
  letGo();
  await expect(page.getByRole('textbox', { name: texts.get('email-label') })).toBeVisible();
  await expect(booking.service).toHaveValue('flota');
  await expect(page).toHaveURL(/service=flota/);
});

test('who is choosing a service is not disturbed by the program', async ({ page, booking }) => {
  const letGo = await held(page);
  await page.goto('/');
  const list = page.locator('#service');
  await list.focus();
  const arrived = page.waitForResponse(/app_bg-/);
  letGo();
  await arrived;
  await list.selectOption('prawa-jazdy');
  await expect(page.locator('.shell')).toHaveCount(0);
  await expect(booking.service).toHaveValue('prawa-jazdy');
  await expect(booking.service).toBeFocused();
});

test('an only service stands there before the program, and nothing in view moves when what follows comes', async ({
  page,
  booking,
  complaints,
}) => {
  // The page may still be fetching ahead when its server goes.
  complaints.expect(aborted);
  const server = await Server.start(undefined, { WIZYTA_SAMPLE: 'off' }, await officeWithOneService());
  try {
    const letGo = await held(page);
    await page.goto(server.url);
    await expect(page.locator('#service')).toHaveText('Sprawy obywatelskie');
    await expect(page.getByRole('combobox')).toHaveCount(0);
    await page.evaluate(() => {
      const shifts: number[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) shifts.push((shift as unknown as { value: number }).value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    letGo();
    await expect(booking.calendar).toBeVisible();
    const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
    expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBeLessThanOrEqual(0.01);
  } finally {
    await server.stop();
  }
});

for (const language of ['pl', 'en', 'uk', 'de'] satisfies Language[]) {
  test(`the pages that the law asks for say all of it: ${language}`, async ({ page }) => {
    const texts = new Texts(language);
    const titles = new Set<string>();
    const help = new Set<string>();
    for (const path of ['/', ...LEGAL]) {
      await page.goto(`${path}?lang=${language}`);
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await expect(page.locator('.shell')).toHaveCount(0);
      titles.add(await page.title());
      help.add(await page.locator('footer').innerText());
      await expect(page.locator('meta[name="deklaracja-dostępności"]')).toHaveAttribute('content', /\/dostepnosc$/);
    }
    expect(titles.size, 'each page has its own title').toBe(4);
    expect([...help], 'help is the same on every page').toHaveLength(1);
    const [footer] = help;
    for (const part of [PHONE, 'biuro@example.pl', texts.get('sign-language'), texts.get('easy-to-read'), texts.get('map-link')]) {
      expect(footer).toContain(part);
    }
    for (const id of STATEMENT_IDS) await expect(page.locator(`[id="${id}"]`), id).toHaveCount(1);
    await expect(page.locator('#a11y-data-sporzadzenie')).toHaveAttribute('datetime', '2026-12-01');
    await expectAccessible(page, `accessibility statement, ${language}`);
  });
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false, locale: 'de-DE' });

  test('telephone, hours and services are there, in the language of the browser', async ({ page, complaints }) => {
    complaints.expect(/preloaded using link preload but not used/);
    const texts = new Texts('de');
    await page.goto('/');
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(texts.get('app-title'));
    const instead = page.locator('noscript').first();
    await expect(instead).toContainText(PHONE, { useInnerText: true });
    await expect(instead).toContainText('8:00–17:00', { useInnerText: true });
    await expect(instead).toContainText('Umtausch eines Führerscheins', { useInnerText: true });
    for (const path of LEGAL) {
      await page.goto(path);
      await expect(page.locator('article h2').first()).toBeVisible();
    }
  });
});

test("the office's mark and colour are on every page, and can be read", async ({ page, complaints }) => {
  complaints.expect(refused(404));
  for (const path of ['/', '/prywatnosc', '/regulamin', '/nowhere']) {
    const response = await page.goto(path);
    expect(response!.status()).toBe(path === '/nowhere' ? 404 : 200);
    await expect(page.locator('.shell')).toHaveCount(0);
    await expect(page.locator('.brand')).toHaveText('Urząd Miasta Opola');
    const drawn = await page.locator('.brand-logo').evaluate((logo: HTMLImageElement) => logo.naturalWidth);
    expect(drawn, 'the logo is drawn').toBeGreaterThan(0);
    await page.emulateMedia({ colorScheme: 'light' });
    const accent = () => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--accent'));
    expect(await accent()).toBe(ACCENT);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await accent()).not.toBe(ACCENT);
    await expectAccessible(page, path);
  }
});

for (const width of [320, 1920]) {
  test.describe(`${width} pixels wide`, () => {
    test.use({ viewport: { width, height: 800 } });

    test('the pages fit, also with text twice as large', async ({ page }) => {
      for (const path of ['/', ...LEGAL]) {
        await page.goto(`${path}?lang=uk`);
        await expect(page.locator('.shell')).toHaveCount(0);
        for (const size of ['100%', '200%']) {
          await page.evaluate((size) => (document.documentElement.style.fontSize = size), size);
          const content = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(content, `${path} at ${size}`).toBeLessThanOrEqual(width);
        }
      }
    });
  });
}
