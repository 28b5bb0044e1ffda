import { readdir, readFile } from 'node:fs/promises';
import { test } from '@playwright/test';

const LETTERS = new URL('../../backend/tests/letters/', import.meta.url);

/** In the place of the code's picture, which comes beside the letter. */
const CODE = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h3v3H1zM5 1h3v3H5zM1 5h3v3H1zM5 5h1v1H5zM7 7h1v1H7z"/></svg>',
)}`;

/** Every letter as a telephone shows it, light and dark. */
test('every letter', async ({ page }, { project }) => {
  test.skip(project.name !== 'phone', 'letters are read on telephones first');
  for (const name of (await readdir(LETTERS)).filter((name) => name.endsWith('.html'))) {
    const letter = await readFile(new URL(name, LETTERS), 'utf8');
    await page.setContent(letter.replace(/src="cid:[^"]*"/, `src="${CODE}"`));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `screenshots/letters/${name.replace('.html', '')}-${colorScheme}.png`, fullPage: true });
    }
  }
});
