import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SAMPLE = new URL('../../backend/sample/opole.toml', import.meta.url);

/** The accent that {@link knownOffice} has. */
export const ACCENT = '#8a1538';

const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 40">
<path fill="${ACCENT}" d="M0 0h32v22c0 9-7 15-16 18C7 37 0 31 0 22z"/><path fill="#ffffff" d="M8 8h16v4H8zM8 16h16v4H8z"/></svg>`;

/** A file with the sample office, of which everything is known that an office can say of itself. */
export async function knownOffice(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wizyta-office-'));
  const sample = await readFile(SAMPLE, 'utf8');
  const [start, rest] = sample.split('# How the pages look.');
  const [profile, plan] = rest.split('# When days open for booking.');
  const said = (text: string) => text.replace(/^#(?=[^\s#])/gm, '');
  const look = said(profile).replace(/accent = ".*"/, `accent = "${ACCENT}"\nlogo = "logo.svg"`);
  const file = join(folder, 'office.toml');
  await writeFile(file, `${said(start)}# ${look}# ${plan}`);
  await writeFile(join(folder, 'logo.svg'), LOGO);
  return file;
}

/** What describes the sample office, if its days opened two months ahead: there is a next month on every day of the year. */
export async function officeWithTwoMonths(): Promise<string> {
  const sample = await readFile(SAMPLE, 'utf8');
  return sample.replace(/^horizon_days = .*$/m, 'horizon_days = 62');
}

/** What describes the sample office, if it had but one service. */
export async function officeWithOneService(): Promise<string> {
  const sample = await readFile(SAMPLE, 'utf8');
  const [start, first, ...others] = sample.split('[[services]]');
  const after = others.at(-1)!.slice(others.at(-1)!.indexOf('[[terms]]'));
  return `${start}[[services]]${first}${after}`;
}
