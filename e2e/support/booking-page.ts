import type { Locator, Page } from '@playwright/test';
import type { Hour } from './api.ts';
import { clock, written } from './dates.ts';
import type { Language, Texts } from './texts.ts';

/** The page on which a visit is booked, by what residents see and hear. */
export class BookingPage {
  constructor(
    readonly page: Page,
    private readonly texts: Texts,
    private readonly language: Language,
  ) {}

  get title(): Locator {
    return this.page.getByRole('heading', { level: 1, name: this.texts.get('app-title') });
  }

  get service(): Locator {
    return this.page.getByRole('combobox', { name: this.texts.get('service-label') });
  }

  get email(): Locator {
    return this.page.getByRole('textbox', { name: this.texts.get('email-label') });
  }

  get calendar(): Locator {
    return this.page.getByRole('grid');
  }

  get nextMonth(): Locator {
    return this.page.getByRole('button', { name: this.texts.get('month-next') });
  }

  get terms(): Locator {
    return this.page.getByRole('checkbox', { name: this.texts.get('terms-label') });
  }

  get summary(): Locator {
    return this.page.getByRole('complementary');
  }

  get book(): Locator {
    return this.page.getByRole('button', { name: this.texts.get('book'), exact: true });
  }

  get alert(): Locator {
    return this.page.getByRole('alert').filter({ visible: true });
  }

  day(date: string): Locator {
    return this.calendar.getByRole('button', { name: written(date, this.language) });
  }

  hour(time: string): Locator {
    return this.page.getByRole('radio', { name: clock(time), exact: true });
  }

  async open(query = ''): Promise<void> {
    await this.page.goto(`/${query}`);
    await this.service.waitFor();
  }

  async chooseService(service: string): Promise<void> {
    await this.service.selectOption(service);
  }

  async chooseDay(date: string): Promise<void> {
    await this.calendar.waitFor();
    if (!(await this.day(date).count())) await this.nextMonth.click();
    await this.day(date).click();
  }

  async chooseHour(time: string): Promise<void> {
    // The radio button itself lies under what it looks like.
    await this.page.locator('label').filter({ has: this.hour(time) }).click();
  }

  /** All but the last press. */
  async fillIn(hour: Hour, email: string): Promise<void> {
    await this.chooseService(hour.service);
    await this.email.fill(email);
    await this.chooseDay(hour.date);
    await this.chooseHour(hour.time);
    await this.terms.check();
  }
}
