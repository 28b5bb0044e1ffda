import { expect, test } from '../support/test.ts';

/** What things may cost as they are sent, in KiB: style, scripts, program, texts and answers of the API. */
const BUDGETS = {
  /** Until a service can be chosen, all of the page being drawn. */
  first: 115,
  /** With what follows at once: until a visit can be booked. */
  booking: 195,
  /** The page of a booked visit, fetched when the browser has nothing else to do. */
  visit: 40,
};

type Load = keyof typeof BUDGETS;

/** Of which load a file is part. */
function loadOf(name: string): Load {
  if (/app_(booking|shared)|\/api\//.test(name)) return 'booking';
  return /app_visit/.test(name) ? 'visit' : 'first';
}

test('each load stays within its budget, and a second visit loads nothing anew', async ({ page, booking }) => {
  // What the browser itself says of the bodies: as they came, compressed.
  const sent = () =>
    page.evaluate(() => {
      const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
      return (entries as PerformanceResourceTiming[]).map(({ name, encodedBodySize, transferSize }) => ({
        name,
        encodedBodySize,
        transferSize,
      }));
    });
  const parts = async () => (await sent()).filter(({ name }) => name.endsWith('.wasm')).length;
  await booking.open();
  await expect.poll(parts, 'the program is there with all its parts').toBe(4);
  await page.waitForLoadState('networkidle');
  const files = await sent();
  const weight = { first: 0, booking: 0, visit: 0 };
  for (const { name, encodedBodySize } of files) weight[loadOf(name)] += encodedBodySize / 1024;
  weight.booking += weight.first;
  const list = files.map(({ name, encodedBodySize }) => `${loadOf(name)} ${encodedBodySize} ${name}`).join('\n');
  for (const load of Object.keys(BUDGETS) as Load[]) {
    console.log(`${load}: ${weight[load].toFixed(1)} KiB`);
    expect(weight[load], list).toBeGreaterThan(10);
    expect(weight[load], `${load}\n${list}`).toBeLessThanOrEqual(BUDGETS[load]);
  }

  await page.reload();
  await booking.service.waitFor();
  await expect.poll(parts, 'the same parts').toBe(4);
  const assets = (await sent()).filter(({ name }) => name.includes('/assets/'));
  expect(assets.length, 'the same files as before').toBeGreaterThanOrEqual(8);
  const anew = assets.filter(({ transferSize }) => transferSize > 0).map(({ name }) => name);
  expect(anew, 'loaded although the browser has them').toEqual([]);
});
