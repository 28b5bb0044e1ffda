import { refuseBookings, withOffice } from '../support/answers.ts';
import { refused } from '../support/complaints.ts';
import { expect, test } from '../support/test.ts';

const PHONE = '77 444 55 66';

/** Every refusal, where the way on is, and what the page says if not the server's own sentence. */
const REFUSALS: { status: number; code: string; says?: string; way: 'retry' | 'hours' | 'terms' | 'change' }[] = [
  { status: 409, code: 'slot-full', says: 'err-taken', way: 'hours' },
  { status: 409, code: 'slot-past', way: 'hours' },
  { status: 422, code: 'slot-not-offered', way: 'hours' },
  { status: 409, code: 'day-closed', way: 'hours' },
  { status: 409, code: 'day-unreleased', way: 'hours' },
  { status: 409, code: 'terms-outdated', way: 'terms' },
  { status: 409, code: 'booking-limit-reached', way: 'change' },
  { status: 429, code: 'rate-limited', way: 'retry' },
  { status: 403, code: 'proof-of-work-invalid', says: 'err-check', way: 'retry' },
  { status: 409, code: 'request-in-progress', says: 'err-in-progress', way: 'retry' },
  { status: 422, code: 'idempotency-key-reused', says: 'err-server', way: 'change' },
  { status: 503, code: 'unavailable', way: 'retry' },
];

test('every refusal is said in plain words, with a way on and whom to call', async ({ page, booking, texts, email, complaints, hourOf }) => {
  complaints.expect(/Failed to load resource/);
  await withOffice(page, { phone: PHONE });
  const hour = await hourOf('sprawy-obywatelskie');
  await booking.open();
  await booking.fillIn(hour, email);
  for (const { status, code, says, way } of REFUSALS) {
    await page.unroute('**/api/v1/bookings');
    await refuseBookings(page, status, { code, detail: `Powód: ${code}.`, current_version: 'x' });
    if ((await booking.hour(hour.time).count()) === 0) {
      // It was said to be taken.
      await page.reload();
      await booking.hour(hour.time).waitFor();
    }
    await booking.terms.check();
    await booking.book.click();
    const alert = booking.alert.filter({ hasText: says ? texts.get(says) : `Powód: ${code}.` });
    await expect(alert, code).toBeFocused();
    await expect(page, code).toHaveTitle(texts.get('err-prefix', { title: texts.get('app-title') }));
    if (way !== 'terms') await expect(alert.getByRole('link', { name: PHONE }), code).toHaveAttribute('href', 'tel:774445566');
    if (way === 'retry') await expect(alert.getByRole('button', { name: texts.get('retry') }), code).toBeVisible();
    if (way === 'hours') await expect(page.getByRole('link', { name: texts.get('other-day') }), code).toBeVisible();
    if (way === 'terms') {
      await alert.getByRole('link').click();
      await expect(booking.terms, code).toBeFocused();
    }
    await expect(booking.email, code).toHaveValue(email);
  }
});

test('an office without a telephone shows none', async ({ page, booking, email, complaints, hourOf }) => {
  complaints.expect(refused(503));
  await refuseBookings(page, 503, { code: 'unavailable', detail: 'Nie działa.' });
  await booking.open();
  await booking.fillIn(await hourOf('sprawy-obywatelskie'), email);
  await booking.book.click();
  await expect(booking.alert).toContainText('Nie działa.');
  await expect(booking.alert.getByRole('link')).toHaveCount(0);
  await expect(booking.alert).not.toContainText('{');
});
