import { defineConfig } from '@playwright/test';
import { desktop, launchOptions, phone, shared } from './support/browser.ts';

/** Not tests: pictures of every state, to be looked at. `npm run pictures` leaves them in `screenshots/`. */
export default defineConfig({
  testDir: 'pictures',
  fullyParallel: true,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: { ...shared, launchOptions },
  projects: [
    { name: 'phone', use: phone },
    { name: 'desktop', use: desktop },
  ],
});
