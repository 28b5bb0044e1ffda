import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';

/** A letter as its reader sees it. */
export interface Letter {
  subject: string;
  text: string;
}

/** The folder into which the server writes its letters. */
export class Mailbox {
  constructor(private readonly folder: string) {}

  /** The letters to `address`, the oldest first. */
  async to(address: string): Promise<Letter[]> {
    const names = (await readdir(this.folder)).filter((name) => name.endsWith('.eml')).sort();
    const sources = await Promise.all(names.map((name) => readFile(join(this.folder, name), 'latin1')));
    return sources.filter((source) => header(source, 'To').includes(address)).map(letter);
  }

  /** Waits for the only letter to `address`. */
  async letterTo(address: string): Promise<Letter> {
    await expect.poll(() => this.to(address), { message: `a letter to ${address}` }).toHaveLength(1);
    return (await this.to(address))[0];
  }
}

/** The code that a letter brings, as it is typed at the kiosk. */
export function codeIn(letter: Letter): string {
  const code = /\b\d{3}[\s-]?\d{3}[\s-]?\d{3}\b/.exec(letter.text);
  expect(code, `a code in:\n${letter.text}`).not.toBeNull();
  return code![0];
}

/** The link to the visit's page that a letter brings. */
export function linkIn(letter: Letter): string {
  const link = /https?:\/\/\S+\/rezerwacja\/\S+/.exec(letter.text);
  expect(link, `a link in:\n${letter.text}`).not.toBeNull();
  return link![0];
}

/** The text part stands first, since it is complete on its own. */
function letter(source: string): Letter {
  const part = /Content-Type: text\/plain[\s\S]*?\r?\n\r?\n([\s\S]*?)\r?\n--/i.exec(source);
  if (!part) throw new Error(`no text part in:\n${source}`);
  const head = part[0].slice(0, part[0].length - part[1].length);
  return { subject: header(source, 'Subject'), text: decode(part[1], header(head, 'Content-Transfer-Encoding')) };
}

function header(source: string, name: string): string {
  const value = new RegExp(`^${name}: *((?:.|\\r?\\n[ \\t])*)`, 'im').exec(source)?.[1] ?? '';
  return value.replace(/\r?\n[ \t]/g, ' ').trim();
}

function decode(body: string, encoding: string): string {
  switch (encoding.toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64').toString('utf8');
    case 'quoted-printable': {
      const bytes = body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
      return Buffer.from(bytes, 'latin1').toString('utf8');
    }
    default:
      return Buffer.from(body, 'latin1').toString('utf8');
  }
}
