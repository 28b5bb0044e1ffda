import { type Page, expect } from '@playwright/test';

/** What the browser's console complains about, among it every breach of the content security policy. */
export class Complaints {
  private readonly heard: string[] = [];
  /** Most tests have no service worker, so that they can stand between page and server. */
  private readonly expected: RegExp[] = [/Service Worker registration blocked by Playwright/];

  constructor(page: Page) {
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.heard.push(message.text());
    });
    page.on('pageerror', (error) => this.heard.push(String(error)));
  }

  /** The test provokes complaints like this one. */
  expect(complaint: RegExp): void {
    this.expected.push(complaint);
  }

  expectNone(): void {
    const surprising = this.heard.filter((text) => !this.expected.some((complaint) => complaint.test(text)));
    expect(surprising, 'complaints in the console').toEqual([]);
  }
}

/** Chromium notes every answer that is no success, also one that the page handles well. */
export const refused = (status: number): RegExp => new RegExp(`Failed to load resource.* status of ${status}`);
export const aborted = /Failed to load resource.*net::ERR_(FAILED|CONNECTION)/;
export const offline = /Failed to load resource.*net::ERR_INTERNET_DISCONNECTED/;
