import type { Page, TestInfo } from '@playwright/test';
import type { Language } from './texts.ts';

/** How a page is looked at. */
type Look = 'light' | 'dark' | 'forced' | 'large';

/** Text at twice its size, as the browser's own setting would have it; the page's policy lets no style sheet in. */
const LARGE = 'html { font-size: 200% !important; }';

/** Takes pictures of a page in one language, each state in every look that is worth looking at on this screen. */
export class Camera {
  private count = 0;
  private readonly looks: Look[];
  private readonly folder: string;

  constructor(
    private readonly page: Page,
    { project }: TestInfo,
    language: Language,
    private readonly subject: string,
  ) {
    this.folder = `screenshots/${project.name}/${language}`;
    const both = ['phone', 'desktop'].includes(project.name);
    // Colours are the same in all languages, the lengths of words in all colours.
    this.looks = ['light', ...(both ? (['dark'] as const) : []), ...(both && language === 'pl' ? (['forced'] as const) : [])];
    if (both || project.name === 'tablet') this.looks.push('large');
  }

  async take(state: string): Promise<void> {
    this.count += 1;
    const name = `${this.folder}/${this.subject}-${String(this.count).padStart(2, '0')}-${state}`;
    for (const look of this.looks) {
      await this.put(look);
      await this.page.screenshot({ path: `${name}-${look}.png`, fullPage: true });
    }
    await this.put('light');
  }

  private async put(look: Look): Promise<void> {
    await this.page.emulateMedia({
      colorScheme: look === 'dark' ? 'dark' : 'light',
      forcedColors: look === 'forced' ? 'active' : 'none',
    });
    await this.page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [sheet];
      // What sticks to the window's edge stands where it does for who has just come.
      window.scrollTo(0, 0);
    }, look === 'large' ? LARGE : '');
  }
}
