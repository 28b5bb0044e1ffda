import { type Page, expect } from '@playwright/test';

/** What a resident may do to a page: WCAG's distances between lines, words and letters; and text at twice its size. */
const CHANGES = [
  { name: 'as it is', css: '', width: 320 },
  {
    name: 'text spacing',
    css: `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
      p { margin-bottom: 2em !important; }`,
    width: 320,
  },
  { name: 'text of 200 %', css: 'html { font-size: 200% !important; }', width: 480 },
];

/** Expects that the page can be read and used on 320 pixels, which are also what is left of 1280 at 400 %, and as residents change it. */
export async function expectReflow(page: Page, state: string): Promise<void> {
  const before = page.viewportSize()!;
  for (const { name, css, width } of CHANGES) {
    await page.setViewportSize({ width, height: 640 });
    // As the browser's own setting would; the page's policy lets no style sheet in.
    await page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [sheet];
    }, css);
    await expectToFit(page, `${state}, ${name}`);
    await expectNothingCut(page, `${state}, ${name}`);
    await expectTargets(page, `${state}, ${name}`);
  }
  await page.evaluate(() => (document.adoptedStyleSheets = []));
  await page.setViewportSize(before);
}

/** Expects that nothing needs scrolling sideways. */
export async function expectToFit(page: Page, state: string): Promise<void> {
  const [needed, there] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect.soft(needed, `width of the content: ${state}`).toBeLessThanOrEqual(there);
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
  expect.soft(small, `too small to be hit: ${state}`).toEqual([]);
}

/** Expects that no text is cut off by the box around it, or runs over its edge. */
export async function expectNothingCut(page: Page, state: string): Promise<void> {
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('body *')]
      .filter((element) => {
        const { display, overflowX, overflowY, clipPath } = getComputedStyle(element);
        if (clipPath !== 'none' || element.matches('select, input') || !element.textContent?.trim()) return false;
        const across = element.scrollWidth > element.clientWidth + 1;
        const down = element.scrollHeight > element.clientHeight + 1;
        // A button has an edge, over which its words must not run.
        if (element.matches('button, .button') && display !== 'inline') return across || down;
        return (across && overflowX === 'hidden') || (down && overflowY === 'hidden');
      })
      .map((element) => element.outerHTML.slice(0, 90)),
  );
  expect.soft(cut, `cut off: ${state}`).toEqual([]);
}

/** Expects that there is room for words that are longer by two fifths, as another wording or language has them. */
export async function expectRoom(page: Page, state: string): Promise<void> {
  const before = page.viewportSize()!;
  const written = await page.evaluateHandle(() => {
    const texts = new Map<Text, string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode as Text;
      // Days and hours keep their length, whatever the language.
      if (!/\p{Letter}{3}/u.test(text.data) || text.parentElement!.closest('script, noscript, style')) continue;
      texts.set(text, text.data);
      text.data += ` ${text.data.slice(0, Math.ceil(text.data.length * 0.4))}`;
    }
    return texts;
  });
  for (const width of [320, before.width]) {
    await page.setViewportSize({ width, height: before.height });
    await expectToFit(page, `${state}, longer words on ${width} pixels`);
    await expectNothingCut(page, `${state}, longer words on ${width} pixels`);
  }
  await written.evaluate((texts) => texts.forEach((data, text) => (text.data = data)));
  await page.setViewportSize(before);
}
