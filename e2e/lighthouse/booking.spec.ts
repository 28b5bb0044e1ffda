import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { launchOptions } from '../support/browser.ts';
import { Server } from '../support/server.ts';

const RUNS = 5;
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const REPORTS = join(import.meta.dirname, '../../target/lighthouse');

interface Report {
  categories: Record<string, { score: number; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { score: number | null; title: string; numericValue: number }>;
}

interface Goal {
  name: string;
  of: (report: Report) => number;
  /** At least this, or at most. */
  least?: number;
  most?: number;
}

const audit = (id: string) => (report: Report) => report.audits[id].numericValue;

const GOALS: Goal[] = [
  ...CATEGORIES.map((name) => ({
    name,
    of: (report: Report) => Math.round(report.categories[name].score * 100),
    least: name === 'performance' ? 95 : 100,
  })),
  { name: 'LCP in ms', of: audit('largest-contentful-paint'), most: 1800 },
  { name: 'TBT in ms', of: audit('total-blocking-time'), most: 50 },
  { name: 'CLS in 1/1000', of: (report) => 1000 * audit('cumulative-layout-shift')(report), most: 50 },
];

test('the booking page reaches its goals, in the median of five runs', async () => {
  await mkdir(REPORTS, { recursive: true });
  const server = await Server.start(undefined);
  const reports: Report[] = [];
  try {
    for (let run = 1; run <= RUNS; run += 1) reports.push(await measure(server.url, join(REPORTS, `run-${run}`)));
  } finally {
    await server.stop();
  }
  const results = GOALS.map(({ name, of, least, most }) => {
    const values = reports.map(of).map(Math.round).sort((a, b) => a - b);
    const median = values[Math.floor(RUNS / 2)];
    const met = least === undefined ? median <= most! : median >= least;
    const goal = least === undefined ? `at most ${most}` : `at least ${least}`;
    return { met, line: `${name.padEnd(15)} ${String(median).padStart(5)}, ${goal} (${values.join(' ')})` };
  });
  const summary = [...results.map(({ line }) => line), ...faults(reports[0])].join('\n');
  await writeFile(join(REPORTS, 'summary.txt'), `${summary}\n`);
  console.log(summary);
  expect(results.filter(({ met }) => !met).map(({ line }) => line), 'goals that were missed').toEqual([]);
});

/** What Lighthouse finds wrong, in the categories of which every point counts. */
function faults({ categories, audits }: Report): string[] {
  return CATEGORIES.slice(1).flatMap((name) =>
    categories[name].auditRefs
      .filter(({ id, weight }) => weight > 0 && (audits[id].score ?? 1) < 1)
      .map(({ id }) => `${name}: ${audits[id].title} (${id})`),
  );
}

async function measure(url: string, path: string): Promise<Report> {
  const program = join(import.meta.dirname, '../node_modules/.bin/lighthouse');
  const options = [
    `--only-categories=${CATEGORIES.join(',')}`,
    '--output=json',
    '--output=html',
    `--output-path=${path}`,
    `--chrome-flags=--headless=new ${launchOptions.args.join(' ')}`,
    '--quiet',
  ];
  await promisify(execFile)(program, [url, ...options], {
    env: { ...process.env, CHROME_PATH: launchOptions.executablePath },
  });
  return JSON.parse(await readFile(`${path}.report.json`, 'utf8'));
}
