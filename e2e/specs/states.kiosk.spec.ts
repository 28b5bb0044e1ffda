import { expectAccessible, expectEdges, expectFocusSeen, expectLanguages, expectOrder } from '../support/accessibility.ts';
import { dayAndNight } from '../support/kiosk-page.ts';
import { everyKioskState } from '../support/kiosk-states.ts';
import { expectNothingCut, expectTargets, expectToFit } from '../support/layout.ts';
import { Server } from '../support/server.ts';
import { test as base } from '../support/test.ts';
import { LANGUAGES } from '../support/texts.ts';

const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start(undefined, {}, dayAndNight());
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

test.use({ trace: 'off' });

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test.use({ language });

    test('every state of the kiosk can be read and used by everybody', async ({ page, server, email, complaints }) => {
      test.setTimeout(240_000);
      await everyKioskState({ page, server, language, email, complaints }, async (state) => {
        await expectAccessible(page, state);
        await expectTargets(page, state);
        await expectToFit(page, state);
        await expectNothingCut(page, state);
        await expectFocusSeen(page, state);
        await expectOrder(page, state);
        await expectEdges(page, state);
        await expectLanguages(page, language, state);
      });
    });
  });
}
