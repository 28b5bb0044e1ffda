import type { Page } from '@playwright/test';
import { aborted, refused } from '../support/complaints.ts';
import { loseAnswer } from '../support/network.ts';
import { expect, test } from '../support/test.ts';

const ERASURE = '**/api/v1/bookings/*/erasure';

/** All that the page keeps on the device, as one text. */
const stored = (page: Page): Promise<string> => page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));

test('a resident has their data erased: the visit is cancelled, and neither server nor browser knows it any more', async ({
  page,
  booking,
  visit,
  server,
  texts,
  email,
  hourOf,
}) => {
  const hour = await hourOf('sprawy-obywatelskie');
  const before = await server.api.free(hour);
  await booking.open();
  await booking.fillIn(hour, email);
  await booking.book.click();
  await expect(visit.letterSent).toBeVisible();
  const { id, token } = await visit.held();
  expect(await server.api.status(id, token)).toBe(200);

  await visit.erase.click();
  await expect(visit.eraseQuestion).toBeFocused();
  await expect(visit.eraseQuestion).toContainText(texts.get('erase-ahead'));
  await visit.keepData.click();
  await expect(visit.erase).toBeFocused();
  expect(await server.api.status(id, token)).toBe(200);

  await visit.erase.click();
  await visit.confirmErase.click();
  await expect(visit.erased).toBeFocused();
  await expect(page.getByRole('heading', { level: 2, name: texts.get('visit-cancelled-title') })).toBeVisible();
  expect(await server.api.status(id, token)).toBe(404);
  await expect.poll(() => server.api.free(hour)).toBe(before);
  const left = await stored(page);
  expect(left).not.toContain(id);
  expect(left).not.toContain(token);

  await page.getByRole('link', { name: texts.get('book-again') }).click();
  await expect(booking.service).toBeVisible();
  await expect(page.getByText(texts.get('own-visit'))).toHaveCount(0);
});

test('an erasure that is refused or whose answer is lost is said in words, and trying again ends well', async ({
  page,
  booking,
  visit,
  texts,
  email,
  complaints,
  hourOf,
}) => {
  complaints.expect(aborted);
  complaints.expect(refused(409));
  await booking.open();
  await booking.fillIn(await hourOf('sprawy-obywatelskie'), email);
  await booking.book.click();
  await expect(visit.letterSent).toBeVisible();
  await visit.erase.click();

  const problem = { type: 'about:blank', title: '', status: 409, code: 'change-too-late', detail: '', request_id: '' };
  await page.route(ERASURE, (route) => route.fulfill({ status: 409, json: problem }), { times: 1 });
  await visit.confirmErase.click();
  await expect(booking.alert).toContainText(texts.get('erase-too-late'));

  await loseAnswer(page, ERASURE);
  await visit.confirmErase.click();
  await expect(booking.alert).toContainText(texts.get('err-offline'));
  await visit.confirmErase.click();
  await expect(visit.erased).toBeFocused();
});
