import { readdir, readFile } from 'node:fs/promises';

const FOLDER = new URL('../../backend/tests/letters/', import.meta.url);

/** The HTML part of every letter, by its name. The server's own tests hold them to what it sends. */
export async function letters(): Promise<{ name: string; html: string }[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.html')).sort();
  return Promise.all(names.map(async (name) => ({ name: name.replace('.html', ''), html: await readFile(new URL(name, FOLDER), 'utf8') })));
}
