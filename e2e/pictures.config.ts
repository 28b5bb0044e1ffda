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
    { name: 'narrow', use: { viewport: { width: 320, height: 640 }, hasTouch: true } },
    { name: 'phone', use: phone },
    { name: 'tablet', use: { viewport: { width: 768, height: 1024 } } },
    { name: 'laptop', use: { viewport: { width: 1000, height: 800 } } },
    { name: 'desktop', use: desktop },
    { name: 'wide', use: { viewport: { width: 1920, height: 1080 } } },
  ],
});
