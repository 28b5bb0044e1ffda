import type { Locator, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import type { Texts } from './texts.ts';

/**
 * The sample office, but open day and night, and its kiosk gives the ticket a day ahead: so the first hour of tomorrow is
 * always one for which a ticket can be drawn.
 */
export function dayAndNight(): string {
  const sample = new URL('../../backend/sample/opole.toml', import.meta.url);
  return readFileSync(sample, 'utf8')
    .replace('holidays = "poland"', 'holidays = "none"')
    .replace('ticket_opens_minutes = 30', 'ticket_opens_minutes = 1440')
    .replace('ticket_closes_minutes = 10', 'ticket_closes_minutes = 1440')
    .replaceAll('weekdays = ["thu"]', 'weekdays = ["thu", "sat", "sun"]')
    .replaceAll(/^from = "08:00"$/gm, 'from = "00:00"')
    .replaceAll(/^to = "1\d:00"$/gm, 'to = "23:59"')
    .replaceAll(/^desks = \d+$/gm, 'desks = 100');
}

/** The ticket kiosk, by what its visitors see and hear. */
export class KioskPage {
  constructor(
    readonly page: Page,
    private readonly texts: Texts,
  ) {}

  get title(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }

  get start(): Locator {
    return this.page.getByRole('button', { name: 'Umówiona wizyta' });
  }

  get typed(): Locator {
    return this.page.getByRole('status').filter({ hasText: /\S/ });
  }

  get number(): Locator {
    return this.page.locator('.number');
  }

  get stay(): Locator {
    return this.page.getByRole('alertdialog').getByRole('button', { name: this.texts.get('pause-stay') });
  }

  get token(): Locator {
    return this.page.getByLabel(this.texts.get('setup-label'));
  }

  button(key: string): Locator {
    return this.page.getByRole('button', { name: this.texts.get(key), exact: true });
  }

  /** Opens the kiosk as it stands in the hall; what the browser would print is counted instead. */
  async open(token?: string): Promise<void> {
    await this.page.addInitScript((token) => {
      if (token && !localStorage.getItem('wizyta.kiosk')) localStorage.setItem('wizyta.kiosk', token);
      const prints = { count: 0 };
      Object.assign(window, {
        prints,
        print: () => {
          prints.count += 1;
          window.dispatchEvent(new Event('beforeprint'));
          window.dispatchEvent(new Event('afterprint'));
        },
      });
    }, token);
    await this.page.goto('/kiosk');
    await this.title.waitFor();
  }

  /** How often something was printed. */
  prints(): Promise<number> {
    return this.page.evaluate(() => (window as unknown as { prints: { count: number } }).prints.count);
  }

  /** Touches the digits of a code, as far as the keypad has them. */
  async touch(code: string): Promise<void> {
    for (const digit of code.replaceAll(/\D/g, '')) {
      await this.page.getByRole('button', { name: digit, exact: true }).tap();
    }
  }

  /** From the start to the answer, by touch. */
  async ask(code: string): Promise<void> {
    await this.start.tap();
    await this.touch(code);
    await this.button('take-ticket').tap();
  }

  /** A scanner: a keyboard that types in no time. */
  async scan(text: string): Promise<void> {
    await this.page.evaluate((text) => {
      const press = (key: string) =>
        document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      for (const key of text) press(key);
      press('Enter');
    }, text);
  }
}
