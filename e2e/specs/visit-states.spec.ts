import { withVisit } from '../support/answers.ts';
import { OVER } from '../support/states.ts';
import { expect, test } from '../support/test.ts';

/** What the page of a visit says in each state; `title` is a key of the texts, as is `status`. */
const STATES = [
  { name: 'cancelled', seen: { status: 'cancelled' }, title: 'visit-cancelled-title', status: 'st-cancelled' },
  { name: 'ticket drawn', seen: { status: 'checked_in' }, title: 'visit-title', status: 'st-checked-in' },
  { name: 'over', seen: OVER, title: 'visit-title', status: 'st-over' },
  { name: 'not attended', seen: { ...OVER, status: 'no_show' }, title: 'visit-title', status: 'st-no-show' },
];

test('each state of a visit says what it is, and offers only what can still be done', async ({ page, booking, visit, texts, email, hourOf }) => {
  await booking.open();
  await booking.fillIn(await hourOf('sprawy-obywatelskie'), email);
  await booking.book.click();
  await expect(visit.letterSent).toBeVisible();
  const { token } = await visit.held();
  const link = `${page.url()}#${token}`;

  for (const { name, seen, title, status } of STATES) {
    await page.unrouteAll();
    await withVisit(page, seen);
    await page.goto('/regulamin');
    await page.goto(link);
    await expect(page.getByRole('heading', { level: 1 }), name).toHaveText(texts.get(title));
    await expect(page.getByText(texts.get(status), { exact: true }), name).toBeVisible();
    await expect(page.getByRole('link', { name: texts.get('book-again') }), name).toBeVisible();
    for (const gone of ['cancel', 'print', 'add-calendar', 'resend']) {
      await expect(page.getByRole('button', { name: texts.get(gone), exact: true }), `${name}: ${gone}`).toHaveCount(0);
    }
  }

  await page.unrouteAll();
  await withVisit(page, { cancel_until: OVER.cancel_until });
  await page.goto('/regulamin');
  await page.goto(link);
  await expect(page.getByText(texts.get('cancel-closed'))).toBeVisible();
  await expect(visit.cancel).toHaveCount(0);
});
