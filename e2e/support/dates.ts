import type { Language } from './texts.ts';

const TAGS = { pl: 'pl-PL', en: 'en-GB', uk: 'uk-UA', de: 'de-DE' };

/** Matches a name in which the day is written: "7 grudnia", but not "27 grudnia". */
export function written(date: string, language: Language): RegExp {
  const format = new Intl.DateTimeFormat(TAGS[language], { day: 'numeric', month: 'long', timeZone: 'UTC' });
  return new RegExp(`(^|\\D)${format.format(new Date(date)).replaceAll('.', '\\.').replaceAll(/\s/g, '\\s')}`);
}

/** 9:20, as the office writes it. */
export function clock(time: string): string {
  return time.replace(/^0/, '');
}

/** The day so many days after `date`; negative: before. */
export function daysFrom(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
