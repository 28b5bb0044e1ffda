import { expect, test } from '../support/test.ts';

/** What a first visit may cost, HTML, style, scripts, program, texts and answers of the API, as they were sent. */
const BUDGET = 180 * 1024;

test('a first visit stays within its budget, and a second one loads nothing anew', async ({ page, booking }) => {
  // What the browser itself says of the bodies: as they came, compressed.
  const sent = () =>
    page.evaluate(() => {
      const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
      return (entries as PerformanceResourceTiming[]).map(({ name, encodedBodySize, transferSize, responseStatus }) => ({
        name,
        encodedBodySize,
        transferSize,
        responseStatus,
      }));
    });
  await booking.open();
  await page.waitForLoadState('networkidle');
  const first = await sent();
  const program = first.find(({ name }) => name.endsWith('.wasm'));
  expect(program?.encodedBodySize, 'the program was loaded').toBeGreaterThan(0);
  const sum = first.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  console.log(`first visit: ${(sum / 1024).toFixed(1)} KiB`);
  expect(sum, first.map(({ name, encodedBodySize }) => `${encodedBodySize} ${name}`).join('\n')).toBeLessThanOrEqual(BUDGET);

  await page.reload();
  await booking.service.waitFor();
  const assets = (await sent()).filter(({ name }) => name.includes('/assets/'));
  expect(assets.length, 'the same files as before').toBeGreaterThanOrEqual(5);
  const anew = assets.filter(({ transferSize }) => transferSize > 0).map(({ name }) => name);
  expect(anew, 'loaded although the browser has them').toEqual([]);
});
