import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';
import type { Language } from './texts.ts';

/** What WCAG 2.2 AA asks for, and what axe's makers think good besides. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Expects that axe finds nothing on the page as it is now, in light and in dark. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // There are no frames, for which alone the other mode opens a page of its own each time.
    const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'], preload: false }).withTags(RULES);
    const { violations } = await axe.setLegacyMode(true).analyze();
    const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.target).join(' | ')}`);
    expect.soft(found, `axe: ${state}, ${colorScheme}`).toEqual([]);
  }
}

/** Expects that the page is written down as a screen reader and a keyboard go through it, and that nothing moves by itself. */
export async function expectOrder(page: Page, state: string): Promise<void> {
  const faults = await page.evaluate(() => {
    const found: string[] = [];
    const headings = [...document.querySelectorAll('h1')].filter((heading) => heading.checkVisibility());
    if (headings.length !== 1) found.push(`${headings.length} main headings`);
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) found.push(`two elements are called ${id}`);
    for (const { outerHTML } of document.querySelectorAll('[tabindex]:not([tabindex="0"], [tabindex="-1"])')) found.push(`an order of its own: ${outerHTML.slice(0, 90)}`);
    const moving = document.getAnimations().filter(({ playState }) => playState === 'running').length;
    if (moving > 0 && matchMedia('(prefers-reduced-motion: reduce)').matches) found.push(`${moving} movements`);
    return found;
  });
  expect.soft(faults, `order: ${state}`).toEqual([]);
}

/** Expects that whatever Tab reaches can be seen to have the focus: it has a ring, and nothing lies over it. */
export async function expectFocusSeen(page: Page, state: string): Promise<void> {
  const before = await page.evaluateHandle(() => document.activeElement);
  // From a key on, every focus shows its ring.
  await page.keyboard.press('Tab');
  const faults = await page.evaluate((before) => {
    const found: string[] = [];
    const scrolled = [scrollX, scrollY];
    for (const element of document.querySelectorAll<HTMLElement>('a[href], button, input, select, summary, [tabindex="0"]')) {
      if (element.tabIndex < 0 || element.matches(':disabled') || element.closest('[inert]') || !element.checkVisibility()) continue;
      const is = (fault: string) => found.push(`${fault}: ${element.outerHTML.slice(0, 90)}`);
      element.focus();
      if (document.activeElement !== element) {
        is('cannot take the focus');
        continue;
      }
      // What looks like the button is the label's text beside it.
      const shown = element.matches('input[type=radio]') ? (element.nextElementSibling as HTMLElement) : element;
      const { outlineStyle, outlineWidth } = getComputedStyle(shown);
      if (outlineStyle === 'none' || parseFloat(outlineWidth) < 3) is('no ring');
      const { left, right, top, bottom } = shown.getClientRects()[0] ?? shown.getBoundingClientRect();
      const [x, y] = [(Math.max(left, 0) + Math.min(right, innerWidth)) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2];
      const seen = document.elementFromPoint(x, y);
      if (!seen || !(shown.contains(seen) || seen.closest('label')?.contains(element))) is(`under ${seen?.outerHTML.slice(0, 60)}`);
    }
    (before as HTMLElement).focus({ preventScroll: true });
    if (before === document.body) (document.activeElement as HTMLElement).blur();
    scrollTo(scrolled[0], scrolled[1]);
    return found;
  }, before);
  expect.soft(faults, `focus: ${state}`).toEqual([]);
}

/** Expects that forced colours, which take away every ground, leave each control its edge or its line. */
export async function expectEdges(page: Page, state: string): Promise<void> {
  await page.emulateMedia({ forcedColors: 'active' });
  const bare = await page.evaluate(() => {
    const has = (width: string, style: string) => style !== 'none' && parseFloat(width) > 0;
    return [...document.querySelectorAll<HTMLElement>('button:not(.day), .button, select, .text-field, .hour span')]
      .filter((element) => element.checkVisibility())
      .filter((element) => {
        const { borderTopWidth, borderTopStyle, outlineWidth, outlineStyle, textDecorationLine } = getComputedStyle(element);
        return !has(borderTopWidth, borderTopStyle) && !has(outlineWidth, outlineStyle) && textDecorationLine === 'none';
      })
      .map((element) => element.outerHTML.slice(0, 90));
  });
  await page.emulateMedia({ forcedColors: 'none' });
  expect.soft(bare, `edges in forced colours: ${state}`).toEqual([]);
}

/** Names of people, firms and streets have no language; the sample's are these. */
const NAMES = /Przykładow[ay]|Pileckiego/g;

/** Expects that the page says which language it is in, and of what is in another one, in which. */
export async function expectLanguages(page: Page, language: Language, state: string): Promise<void> {
  await expect.soft(page.locator('html'), `language: ${state}`).toHaveAttribute('lang', language);
  const texts = await page.evaluate(() => {
    const found: { text: string; lang: string }[] = [];
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node instanceof Element ? node : node.parentElement!;
      if (element.closest('script, style, noscript')) continue;
      const texts = node instanceof Element ? ['aria-label', 'alt', 'placeholder', 'title'].map((name) => element.getAttribute(name)) : [node.textContent];
      const lang = element.closest('[lang]')!.getAttribute('lang')!;
      for (const text of texts) if (text?.trim()) found.push({ text, lang });
    }
    return found;
  });
  const wrong = texts.filter(({ text, lang }) => {
    const said = text.replaceAll(NAMES, '');
    if (/\p{Script=Cyrillic}/u.test(said)) return lang !== 'uk';
    return /[ąćęłńśźż]|umówiona/i.test(said) && lang !== 'pl';
  });
  expect.soft(wrong, `parts in another language: ${state}`).toEqual([]);
}
