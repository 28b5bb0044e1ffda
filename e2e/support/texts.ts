import { readFileSync } from 'node:fs';

export type Language = 'pl' | 'en' | 'uk' | 'de';

/** A page's own words, so that a better wording needs no change here. */
export class Texts {
  private readonly entries = new Map<string, string>();

  constructor(language: Language, section = 'page') {
    const file = new URL(`../../shared/locales/${language}/${section}.toml`, import.meta.url);
    // Only lines `key = "text"` are needed; TOML's basic strings are JSON's.
    for (const [, key, value] of readFileSync(file, 'utf8').matchAll(/^([\w-]+) = (".*")$/gm)) {
      if (!this.entries.has(key)) this.entries.set(key, JSON.parse(value));
    }
  }

  /** The text called `key`, its placeholders filled. */
  get(key: string, values: Record<string, string> = {}): string {
    const text = this.entries.get(key);
    if (text === undefined) throw new Error(`no text ${key}`);
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }
}
