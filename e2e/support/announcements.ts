import type { Page } from '@playwright/test';

/** What a screen reader is told without being asked: the texts that appear in live regions, in their order. */
export class Announcements {
  private constructor(private readonly page: Page) {}

  /** Listens from the next page that is opened. */
  static async of(page: Page): Promise<Announcements> {
    await page.addInitScript(() => {
      const heard: string[] = ((window as any).heard = []);
      const LIVE = '[role=status], [role=alert], [aria-live]';
      new MutationObserver((changes) => {
        const regions = new Set<Element>();
        for (const { target, addedNodes } of changes) {
          const element = target instanceof Element ? target : target.parentElement;
          const region = element?.closest(LIVE);
          if (region) regions.add(region);
          // An alert speaks when it comes; other regions only when they change.
          for (const node of addedNodes) {
            if (node instanceof Element) node.parentElement?.querySelectorAll('[role=alert]').forEach((alert) => regions.add(alert));
          }
        }
        for (const region of regions) {
          const text = (region.textContent ?? '').replaceAll(/[\s\u2060]+/g, ' ').trim();
          if (text !== '' && region.checkVisibility() && heard.at(-1) !== text) heard.push(text);
        }
      }).observe(document, { subtree: true, childList: true, characterData: true });
    });
    return new Announcements(page);
  }

  /** All of it so far. */
  all(): Promise<string[]> {
    return this.page.evaluate(() => (window as any).heard);
  }
}
