import { defineConfig } from '@playwright/test';
import { launchOptions, phone, desktop, kiosk, shared } from './support/browser.ts';
import type { ServerOptions } from './support/test.ts';

/** The specs that are about the booking itself, and so also about the database below it. */
const CORE = /(booking|hold)\.spec\.ts/;
/** What is the same on every screen, or sets the screen itself; all else runs on a phone and on a desk. */
const ANY_SCREEN = /\/(address|layout|letters|network|offline|paper|proof-of-work|states|static-host)\.spec\.ts/;
/** What a telephone does not have. */
const KEYBOARD = /keyboard\.spec\.ts/;

/** A page of its own, on a screen of its own. */
const KIOSK = /kiosk\.spec\.ts/;

const postgres = process.env.WIZYTA_TEST_POSTGRES_URL;

export default defineConfig<object, ServerOptions>({
  testDir: 'specs',
  globalSetup: './support/announce.ts',
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: { ...shared, serviceWorkers: 'block', launchOptions, trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    { name: 'phone', testIgnore: [KEYBOARD, KIOSK], use: phone },
    { name: 'desktop', testIgnore: [ANY_SCREEN, KIOSK], use: desktop },
    { name: 'kiosk', testMatch: KIOSK, use: kiosk },
    ...(postgres ? [{ name: 'postgres', testMatch: CORE, use: { ...desktop, postgres } }] : []),
  ],
});
