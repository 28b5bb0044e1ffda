import { linkIn } from '../support/mailbox.ts';
import { Server } from '../support/server.ts';
import { StaticHost } from '../support/static-host.ts';
import { test as base, expect } from '../support/test.ts';
import { VisitPage } from '../support/visit-page.ts';

/** The page comes from one origin, the API from another. */
const test = base.extend<object, { host: StaticHost }>({
  host: [
    async ({}, use) => {
      const host = await StaticHost.start();
      await use(host);
      await host.stop();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ host }, use) => {
      const server = await Server.start(undefined, { WIZYTA_CORS_ORIGINS: host.url, WIZYTA_PUBLIC_URL: host.url });
      host.api = server.url;
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  // It depends on the server, so that the page knows the API.
  baseURL: ({ host, server: _ }, use) => use(host.url),
});

test('a visit is booked, read and cancelled from a page on another host', async ({ page, booking, visit, host, server, email, hourOf }) => {
  const hour = await hourOf('sprawy-obywatelskie');
  await booking.open();
  await booking.fillIn(hour, email);
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
  await expect(page).toHaveURL(VisitPage.ADDRESS);

  const link = linkIn(await server.mailbox.letterTo(email));
  expect(link, 'the letter leads to the page, not to the API').toContain(host.url);
  await page.goto(link);
  await expect(visit.booked).toBeVisible();

  await visit.cancel.click();
  await visit.confirmCancel.click();
  await expect(visit.cancelled).toBeVisible();
});
