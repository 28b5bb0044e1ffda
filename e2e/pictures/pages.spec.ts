import { Camera } from '../support/camera.ts';
import { knownOffice } from '../support/office.ts';
import { Server } from '../support/server.ts';
import { test as base } from '../support/test.ts';
import { LANGUAGES } from '../support/texts.ts';

const LONG = 'Wyrejestrowanie pojazdu, zgłoszenie zbycia lub nabycia pojazdu, odbiory dowodów rejestracyjnych i adnotacje';

/** Another office: with a mark, an accent, every way of help, and services with long names. */
const test = base.extend({
  server: [
    async ({}, use) => {
      const server = await Server.start(undefined, { WIZYTA_SAMPLE: 'off' }, await knownOffice());
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test.use({ language });

    test('another office, and what the server writes', async ({ page, booking, email, complaints, hourOf, server }, info) => {
      complaints.expect(/./);
      const camera = new Camera(page, info, language, '4-office');
      const hour = await hourOf('prawa-jazdy');
      await booking.open(`?lang=${language}`);
      await page.route('**/api/v1/services', async (route) => {
        const response = await route.fetch();
        const services = await response.json();
        for (const service of services.items) service.name = LONG;
        await route.fulfill({ response, json: services });
      });
      await booking.chooseService(hour.service);
      await booking.email.fill(email);
      await booking.chooseDay(hour.date);
      await booking.chooseHour(hour.time);
      await camera.take('ready');
      const { id, manage_token } = await server.api.book(hour, email);
      await page.goto(`/rezerwacja/${id}?lang=${language}#${manage_token}`);
      await page.locator('.visit-time').waitFor();
      await camera.take('visit');
      for (const [path, state] of [
        ['/regulamin', 'terms'],
        ['/prywatnosc', 'privacy'],
        ['/dostepnosc', 'accessibility'],
        ['/kod', 'lost-code'],
        ['/kod/wyslano', 'code-asked'],
        ['/nie-ma', 'missing'],
      ]) {
        await page.goto(`${path}?lang=${language}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await camera.take(state);
      }
    });

    test.describe('without scripts', () => {
      test.use({ javaScriptEnabled: false });

      test('the page says whom to ask', async ({ page }, { project }) => {
        await page.goto(`/?lang=${language}`);
        await page.screenshot({ path: `screenshots/${project.name}/${language}/5-without-scripts.png`, fullPage: true });
      });
    });
  });
}
