import { readFileSync } from 'node:fs';

/** The page's languages. */
export const LANGUAGES = ['pl', 'en', 'uk', 'de'] as const;

export type Language = (typeof LANGUAGES)[number];

/** The page's own words, so that a better wording needs no change here. */
export class Texts {
  private readonly entries = new Map<string, string>();

  /** Whose page it is. */
  readonly site: string;

  constructor(language: Language, section = 'page') {
    const files = [section, 'legal'].map((name) => new URL(`../../shared/locales/${language}/${name}.toml`, import.meta.url));
    const written = files.map((file) => readFileSync(file, 'utf8')).join('\n');
    const office = readFileSync(new URL('../../backend/sample/opole.toml', import.meta.url), 'utf8');
    const ofOffice = (part: string) =>
      JSON.parse(office.split(`\n[${part}]\n`)[1].match(new RegExp(`^${language} = (".*")$`, 'm'))![1]);
    this.site = ofOffice('brand.name');
    // The sample office has a heading of its own.
    this.entries.set('app-title', ofOffice('heading'));
    // Only lines `key = "text"` are needed; TOML's basic strings are JSON's.
    for (const [, key, value] of written.matchAll(/^([\w-]+) = (".*")$/gm)) {
      if (!this.entries.has(key)) this.entries.set(key, JSON.parse(value));
    }
  }

  /** The text called `key`, its placeholders filled. */
  get(key: string, given: Record<string, string> = {}): string {
    const text = this.entries.get(key);
    const values: Record<string, string> = { site: this.site, ...given };
    if (text === undefined) throw new Error(`no text ${key}`);
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }
}
