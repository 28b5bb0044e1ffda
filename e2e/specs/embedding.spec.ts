import type { FrameLocator } from '@playwright/test';
import { BookingPage } from '../support/booking-page.ts';
import { Portal } from '../support/portal.ts';
import { Server } from '../support/server.ts';
import { test as base, expect } from '../support/test.ts';

/** The booking page in a frame on a page of another site. */
const test = base.extend<object, { portal: Portal }>({
  portal: [
    async ({}, use) => {
      const portal = await Portal.start();
      await use(portal);
      await portal.stop();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ portal }, use) => {
      const server = await Server.start(undefined, { WIZYTA_FRAME_ANCESTORS: portal.url });
      portal.shown = `${server.url}/?service=prawa-jazdy`;
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: ({ portal, server: _ }, use) => use(portal.url),
});

/** The frame's page, by the same words as on its own. */
const inFrame = (frame: FrameLocator, booking: BookingPage, texts: ConstructorParameters<typeof BookingPage>[1]) =>
  new BookingPage(frame as unknown as BookingPage['page'], texts, 'pl');

test.use({ viewport: { width: 320, height: 640 } });

test('a visit is booked within the portal, at 320 pixels, with the service chosen by the address', async ({
  page,
  booking,
  texts,
  server,
  email,
  hourOf,
}) => {
  const hour = await hourOf('prawa-jazdy');
  await page.goto('/');
  const frame = page.frameLocator('iframe');
  const inside = inFrame(frame, booking, texts);
  await expect(inside.service).toHaveValue('prawa-jazdy');
  await inside.email.fill(email);
  await inside.chooseDay(hour.date);
  await expect(frame.locator('#first-hour')).toBeFocused();
  await inside.chooseHour(hour.time);
  await inside.terms.check();
  await inside.book.click();
  await expect(frame.getByRole('heading', { level: 1, name: texts.get('booked-title') })).toBeVisible();
  await server.mailbox.letterTo(email);
  // Nothing has to be scrolled sideways, in the frame or around it.
  const inner = page.frames()[1];
  expect(await inner.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  expect(await page.evaluate(() => location.pathname), 'the portal stays where it was').toBe('/');
});

test('its storage may be refused, and a visit is booked all the same', async ({ page, booking, texts, email, hourOf }) => {
  const hour = await hourOf('prawa-jazdy');
  // As a browser does that lets frames of others keep nothing.
  await page.addInitScript(() => {
    if (window.top === window) return;
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    }
  });
  await page.goto('/');
  const frame = page.frameLocator('iframe');
  const inside = inFrame(frame, booking, texts);
  await inside.email.fill(email);
  await inside.chooseDay(hour.date);
  await inside.chooseHour(hour.time);
  await inside.terms.check();
  await inside.book.click();
  await expect(frame.getByRole('heading', { level: 1, name: texts.get('booked-title') })).toBeVisible();
});

test('the keyboard goes in and out again, and what leads to other sites opens beside', async ({ page, booking, texts }) => {
  await page.goto('/');
  const frame = page.frameLocator('iframe');
  await expect(inFrame(frame, booking, texts).service).toBeVisible();
  const inner = page.frames()[1];
  const leaving = await inner.evaluate((own) => {
    const links = [...document.querySelectorAll<HTMLAnchorElement>('a[href^="http"]')];
    return links.filter((link) => new URL(link.href).origin !== own && link.target !== '_blank').map((link) => link.href);
  }, new URL(inner.url()).origin);
  expect(leaving, 'links that would leave within the frame').toEqual([]);
  await page.locator('#after').focus();
  await page.keyboard.press('Shift+Tab');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME');
  await page.keyboard.press('Tab');
  await expect(page.locator('#after')).toBeFocused();
});

test('no other site may show it, and none the kiosk', async ({ page, portal, server, complaints }) => {
  complaints.expect(/frame-ancestors/);
  complaints.expect(/X-Frame-Options/);
  portal.shown = `${server.url}/kiosk`;
  await page.goto('/');
  await expect.poll(() => page.frames()[1]?.url()).toContain('chrome-error');
  portal.shown = `${server.url}/?service=prawa-jazdy`;
  // The same portal by another name is another site.
  await page.goto(portal.url.replace('localhost', '127.0.0.1'));
  await expect.poll(() => page.frames()[1]?.url()).toContain('chrome-error');
});
