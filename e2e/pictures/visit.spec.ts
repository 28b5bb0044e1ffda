import { withOffice, withServices, withVisit } from '../support/answers.ts';
import { Camera } from '../support/camera.ts';
import { expect, test } from '../support/test.ts';
import { LANGUAGES } from '../support/texts.ts';

const OVER = { starts_at: '2026-11-02T09:20:00+01:00', ends_at: '2026-11-02T09:40:00+01:00', cancel_until: '2026-11-02T09:20:00+01:00' };

/** What the server may say of a visit. */
const STATES: [string, object][] = [
  ['letter-queued', { confirmation_email: 'queued' }],
  ['letter-failed', { confirmation_email: 'failed' }],
  ['too-late-to-cancel', { cancel_until: OVER.cancel_until }],
  ['ticket-drawn', { status: 'checked_in' }],
  ['over', OVER],
  ['not-attended', { ...OVER, status: 'no_show' }],
];

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test.use({ language });

    test('the page of a visit in every state', async ({ page, booking, visit, server, texts, email, complaints, hourOf }, info) => {
      complaints.expect(/./);
      const camera = new Camera(page, info, language, '3-visit');
      await withOffice(page, { phone: '77 444 55 66', email: 'kontakt@urzad.example', map_url: 'https://maps.example/' });
      await withServices(page, { details_url: 'https://e-uslugi.example/prawa-jazdy' });
      const { id, manage_token } = await server.api.book(await hourOf('prawa-jazdy'), email);
      await server.mailbox.letterTo(email);
      const open = async (): Promise<void> => {
        await page.goto(`/regulamin?lang=${language}`);
        await page.goto(`/rezerwacja/${id}?lang=${language}#${manage_token}`);
        await page.locator('.visit-time').waitFor();
      };
      for (const [state, seen] of STATES) {
        await withVisit(page, seen);
        await open();
        await camera.take(state);
        await page.unroute('**/api/v1/bookings/*');
      }
      await open();
      await camera.take('letter-sent');
      await page.emulateMedia({ media: 'print' });
      // As wide as an A4 sheet between its margins.
      const size = page.viewportSize()!;
      if (info.project.name === 'desktop') {
        await page.setViewportSize({ width: 657, height: 1009 });
        await page.screenshot({ path: `screenshots/paper/visit-${language}.png`, fullPage: true });
        await page.setViewportSize(size);
      }
      await page.emulateMedia({ media: 'screen' });
      await visit.correct.click();
      await visit.sendThere.click();
      await camera.take('another-address');
      await page.route('**/api/v1/bookings/*', (route) => route.abort('connectionreset'));
      await page.reload();
      await page.getByText(texts.get('visit-offline')).waitFor();
      await camera.take('offline');
      await page.unroute('**/api/v1/bookings/*');
      await open();
      await visit.move.click();
      const to = await hourOf('prawa-jazdy');
      await booking.chooseDay(to.date);
      await booking.chooseHour(to.time);
      await camera.take('moving');
      await visit.confirmMove.click();
      await expect(visit.moved).toBeVisible();
      await camera.take('moved');
      await visit.cancel.click();
      await camera.take('cancel');
      await visit.confirmCancel.click();
      await expect(visit.cancelled).toBeVisible();
      await camera.take('cancelled');
      await visit.erase.click();
      await camera.take('erase');
      await visit.confirmErase.click();
      await expect(visit.erased).toBeVisible();
      await camera.take('erased');
      await page.goto('/rezerwacja/00000000-0000-7000-8000-000000000000');
      await page.getByText(texts.get('err-not-found')).waitFor();
      await camera.take('unknown');
    });
  });
}
