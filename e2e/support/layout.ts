import { type Page, expect } from '@playwright/test';

/** Expects that nothing needs scrolling sideways. */
export async function expectToFit(page: Page, state: string): Promise<void> {
  const [needed, there] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(needed, `width of the content: ${state}`).toBeLessThanOrEqual(there);
}

/** Expects that what is to be hit is large enough: 44 pixels each way, or high for links; those within a sentence may be as high as it. */
export async function expectTargets(page: Page, state: string): Promise<void> {
  const small = await page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>('a[href], button, input, select, summary')) {
      // What looks like the target is the label around a radio button or a box to tick.
      const target = element.matches('input[type=radio], input[type=checkbox]') ? element.closest('label')! : element;
      const { width, height } = target.getBoundingClientRect();
      if (width === 0 || element.closest('.skip-link')) continue;
      const link = element.matches('a:not(.button), summary');
      if (link && getComputedStyle(element).display === 'inline') continue;
      // Half a pixel is the rounding of seven columns.
      if (height < 43.5 || width < (link ? 24 : 43.5)) {
        found.push(`${element.outerHTML.slice(0, 90)}: ${width.toFixed(1)} × ${height.toFixed(1)}`);
      }
    }
    return found;
  });
  expect(small, `too small to be hit: ${state}`).toEqual([]);
}

/** Expects that no text is cut off by the box around it. */
export async function expectNothingCut(page: Page, state: string): Promise<void> {
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main *')]
      .filter((element) => {
        const { overflowX, overflowY, clipPath } = getComputedStyle(element);
        if (clipPath !== 'none' || element.matches('select, input') || !element.textContent?.trim()) return false;
        const across = overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1;
        const down = overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 1;
        return across || down;
      })
      .map((element) => element.outerHTML.slice(0, 90)),
  );
  expect(cut, `cut off: ${state}`).toEqual([]);
}
