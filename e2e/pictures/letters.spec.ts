import { readdir, readFile } from 'node:fs/promises';
import { test } from '@playwright/test';

const LETTERS = new URL('../../backend/tests/letters/', import.meta.url);

/** Every letter as a telephone shows it, light and dark. */
test('every letter', async ({ page }, { project }) => {
  test.skip(project.name !== 'phone', 'letters are read on telephones first');
  for (const name of (await readdir(LETTERS)).filter((name) => name.endsWith('.html'))) {
    await page.setContent(await readFile(new URL(name, LETTERS), 'utf8'));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `screenshots/letters/${name.replace('.html', '')}-${colorScheme}.png`, fullPage: true });
    }
  }
});
