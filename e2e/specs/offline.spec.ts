import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessibility.ts';
import { aborted } from '../support/complaints.ts';
import { Server } from '../support/server.ts';
import { StaticHost } from '../support/static-host.ts';
import { expect, test } from '../support/test.ts';

test.use({ serviceWorkers: 'allow' });

/** A server of its own, which a test can take away. */
const alone = test.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start(undefined);
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

alone('without a network a booked visit still opens with its data, and all else says what to do', async ({
  page,
  booking,
  visit,
  server,
  texts,
  email,
  complaints,
  hourOf,
}) => {
  complaints.expect(aborted);
  const hour = await hourOf('sprawy-obywatelskie');
  await booking.open();
  await ready(page);
  await booking.fillIn(hour, email);
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
  const address = page.url();
  const kept = await page.evaluate(() => Object.keys(localStorage).sort());
  expect(kept, 'what the device remembers').toEqual(['wizyta.details', 'wizyta.visit']);
  await server.stop();

  const office = page.getByRole('contentinfo');
  await page.reload();
  await expect(visit.booked).toBeVisible();
  await expect(page.getByText(texts.get('visit-offline'))).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Sprawy obywatelskie');
  await expect(page.getByRole('main'), 'where to go').toContainText('Rotmistrza Witolda Pileckiego');
  await expectAccessible(page, 'a visit without a network');

  await page.goto('/');
  await booking.chooseService('flota');
  await expect(booking.alert.filter({ hasText: texts.get('err-load') }).first()).toBeVisible();
  await expect(office).toContainText('Rotmistrza Witolda Pileckiego');

  await page.goto(address);
  await page.getByRole('button', { name: texts.get('forget') }).click();
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  await page.goto(address);
  await expect(page.getByText(texts.get('err-not-found'))).toBeVisible();
});

alone('the language that was chosen is there from the first paint on, with a network and without', async ({ page, booking, server, complaints }) => {
  complaints.expect(aborted);
  await booking.open();
  await ready(page);
  await page.getByRole('button', { name: 'English' }).click();
  const kept = () => page.evaluate(async () => (await caches.match('/', { ignoreVary: true }))?.headers.get('content-language'));
  await expect.poll(kept).toBe('en');
  const sent = async (path: string) => (await page.goto(path))?.headers()['content-language'];
  expect(await sent('/'), 'the browser would rather have Polish').toBe('en');
  expect(await sent('/regulamin')).toBe('en');
  expect(await sent('/?lang=de'), 'a link has the last word').toBe('de');
  await expect.poll(kept).toBe('de');
  await server.stop();
  expect(await sent('/?service=flota')).toBe('de');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
});

test('a visit is forgotten the day after it', async ({ page, booking, visit, email, hourOf }) => {
  const hour = await hourOf('sprawy-obywatelskie');
  await booking.open();
  await booking.fillIn(hour, email);
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
  await page.clock.setFixedTime(new Date(Date.parse(hour.date) + 3 * 86_400_000));
  await page.goto('/');
  await booking.service.waitFor();
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});

test('nothing personal is kept beside the storage', async ({ page, booking, visit, email, hourOf }) => {
  await booking.open();
  await ready(page);
  await booking.fillIn(await hourOf('sprawy-obywatelskie'), email);
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
  await page.reload();
  await expect(visit.booked).toBeVisible();
  const answers = await page.evaluate(async () => {
    const urls: string[] = [];
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) urls.push(new URL(url).pathname);
    }
    return urls.filter((url) => !url.startsWith('/assets/')).sort();
  });
  expect(answers).toEqual(['/', '/api/v1/offices']);
});

test('a new version is shown at once, and the old one goes', async ({ context, server, complaints }) => {
  complaints.expect(aborted);
  const host = await StaticHost.start();
  host.api = server.url;
  const style = (page: Page) => page.locator('link[rel=stylesheet]').first().getAttribute('href');
  const open = await context.newPage();
  await open.goto(host.url);
  await ready(open);

  host.renewStyle();
  await open.reload();
  expect(await style(open), 'pages come from the server while there is one').toContain('renewed');
  await expect.poll(() => open.evaluate(() => caches.keys()), 'what is kept').toEqual([expect.stringContaining('renewed')]);
  await host.stop();
  await open.reload();
  expect(await style(open), 'and then from what is kept').toContain('renewed');
  await expect(open.locator('.masthead')).toBeVisible();
});

/** Waits until the page could do without a network: its worker is in charge, and keeps the texts. */
async function ready(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const texts = performance.getEntriesByType('resource').find(({ name }) => name.includes('.txt'));
        return Boolean(texts && (await caches.match(texts.name, { ignoreVary: true })));
      }),
    )
    .toBe(true);
}
