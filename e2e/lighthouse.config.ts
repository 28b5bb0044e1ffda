import { defineConfig } from '@playwright/test';

/** `cargo xtask lighthouse`: how the booking page does on Lighthouse's mobile profile. Not a part of the tests: it wants an idle machine. */
export default defineConfig({
  testDir: 'lighthouse',
  workers: 1,
  timeout: 600_000,
  reporter: [['list']],
});
