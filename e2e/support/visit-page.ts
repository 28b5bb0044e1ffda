import type { Locator, Page } from '@playwright/test';
import type { Texts } from './texts.ts';

/** The page of a booked visit. */
export class VisitPage {
  constructor(
    readonly page: Page,
    private readonly texts: Texts,
  ) {}

  static readonly ADDRESS = /\/rezerwacja\/[0-9a-f-]{36}$/;

  get booked(): Locator {
    return this.title('booked-title');
  }

  get cancelled(): Locator {
    return this.title('visit-cancelled-title');
  }

  /** The sentence that the letter with the code has left; only the start of the address is shown. */
  get letterSent(): Locator {
    return this.page.getByText(this.texts.get('code-in-mail', { email: 'a***@example.pl' }));
  }

  get cancel(): Locator {
    return this.page.getByRole('button', { name: this.texts.get('cancel'), exact: true });
  }

  get confirmCancel(): Locator {
    return this.page.getByRole('button', { name: this.texts.get('cancel-yes'), exact: true });
  }

  get keep(): Locator {
    return this.page.getByRole('button', { name: this.texts.get('cancel-keep'), exact: true });
  }

  /** Opens the calendar to which the visit may move. */
  get move(): Locator {
    return this.page.getByRole('button', { name: this.texts.get('move-visit'), exact: true });
  }

  get moveHeading(): Locator {
    return this.page.getByRole('heading', { name: this.texts.get('move-heading') });
  }

  get confirmMove(): Locator {
    return this.page.getByRole('button', { name: this.texts.get('move-yes'), exact: true });
  }

  get keepPlace(): Locator {
    return this.page.getByRole('button', { name: this.texts.get('move-keep'), exact: true });
  }

  get moved(): Locator {
    return this.title('moved-title');
  }

  get erase(): Locator {
    return this.page.getByRole('button', { name: this.texts.get('erase'), exact: true });
  }

  get eraseQuestion(): Locator {
    return this.page.locator('#erase-question');
  }

  get confirmErase(): Locator {
    return this.page.getByRole('group').filter({ has: this.eraseQuestion }).getByRole('button').first();
  }

  get keepData(): Locator {
    return this.page.getByRole('button', { name: this.texts.get('erase-keep'), exact: true });
  }

  get erased(): Locator {
    return this.title('erased-title');
  }

  get correct(): Locator {
    return this.page.getByRole('button', { name: this.texts.get('fix-mail'), exact: true });
  }

  get newEmail(): Locator {
    return this.page.getByRole('textbox', { name: this.texts.get('email-label') });
  }

  get sendThere(): Locator {
    return this.page.getByRole('button', { name: this.texts.get('fix-mail-send') });
  }

  /** The booking's id, and the token that the browser keeps for it. */
  async held(): Promise<{ id: string; token: string }> {
    const id = this.page.url().split('/').pop()!;
    const token = await this.page.evaluate((id) => sessionStorage.getItem(`wizyta.token.${id}`), id);
    if (!token) throw new Error('the browser keeps no token');
    return { id, token };
  }

  private title(key: string): Locator {
    return this.page.getByRole('heading', { level: 1, name: this.texts.get(key) });
  }
}
