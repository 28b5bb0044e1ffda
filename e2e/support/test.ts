import { randomUUID } from 'node:crypto';
import { test as base } from '@playwright/test';
import type { Hour } from './api.ts';
import { BookingPage } from './booking-page.ts';
import { Complaints } from './complaints.ts';
import { Server } from './server.ts';
import { type Look, everyState } from './states.ts';
import { type Language, Texts } from './texts.ts';
import { VisitPage } from './visit-page.ts';

export { expect } from '@playwright/test';

export interface ServerOptions {
  /** The PostgreSQL server to keep the bookings on; SQLite without it. */
  postgres: string | undefined;
}

interface WorkerFixtures extends ServerOptions {
  server: Server;
}

interface Fixtures {
  /** The page's language. */
  language: Language;
  texts: Texts;
  complaints: Complaints;
  booking: BookingPage;
  visit: VisitPage;
  /** An address that no other test uses. */
  email: string;
  /** A free hour of a service that no earlier test has booked. */
  hourOf: (service: string) => Promise<Hour>;
  /** Brings the page into each of its states, and looks at each. */
  states: (look: Look) => Promise<void>;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  postgres: [undefined, { option: true, scope: 'worker' }],
  server: [
    async ({ postgres }, use) => {
      const server = await Server.start(postgres);
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: ({ server }, use) => use(server.url),
  language: ['pl', { option: true }],
  texts: ({ language }, use) => use(new Texts(language)),
  complaints: [
    async ({ page }, use) => {
      const complaints = new Complaints(page);
      await use(complaints);
      complaints.expectNone();
    },
    { auto: true },
  ],
  booking: ({ page, texts, language }, use) => use(new BookingPage(page, texts, language)),
  visit: ({ page, texts }, use) => use(new VisitPage(page, texts)),
  email: ({}, use) => use(`anna.${randomUUID().slice(0, 8)}@example.pl`),
  hourOf: ({ server }, use) =>
    use(async (service) => {
      for (const date of await server.api.freeDays(service)) {
        const hours = await server.api.hours(service, date);
        const most = Math.max(...hours.map((hour) => hour.free));
        const hour = hours.find((hour) => hour.free === most);
        if (hour) return { service, date, time: hour.time };
      }
      throw new Error(`no free hour for ${service}`);
    }),
  states: ({ page, booking, visit, server, language, texts, email, complaints, hourOf }, use) =>
    use((look) => everyState({ page, booking, visit, server, language, texts, email, complaints, hourOf }, look)),
});
