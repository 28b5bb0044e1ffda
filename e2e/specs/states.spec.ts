import { expectAccessible, expectEdges, expectFocusSeen, expectLanguages, expectOrder } from '../support/accessibility.ts';
import { desktop, phone } from '../support/browser.ts';
import { expectReflow, expectRoom, expectTargets } from '../support/layout.ts';
import { knownOffice } from '../support/office.ts';
import { Server } from '../support/server.ts';
import { expect, test as base } from '../support/test.ts';
import { LANGUAGES } from '../support/texts.ts';

/** An office of which everything is known, so that there is nothing that a page leaves out. */
const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start(undefined, { WIZYTA_SAMPLE: 'off' }, await knownOffice());
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

// A trace of so many states would take longer than the test.
test.use({ trace: 'off' });

/** Pages, each by a state of it, and the one whose title says that something is wrong. */
const TITLES = ['start', 'errors', 'booked', 'terms', 'privacy', 'accessibility', 'lost-code', 'missing'];

for (const language of LANGUAGES) {
  test.describe(language, () => {
    test.use({ language });

    // In each state by turns on both screens and in both themes: going there anew for each would take four times as long.
    test('every state of the page can be read and used by everybody', async ({ page, states }) => {
      test.setTimeout(300_000);
      const titles = new Map<string, string>();
      await states(async (state) => {
        for (const [screen, { viewport }] of Object.entries({ desktop, phone })) {
          await page.setViewportSize(viewport);
          await expectAccessible(page, `${state}, ${screen}`);
          await expectTargets(page, `${state}, ${screen}`);
          await expectFocusSeen(page, `${state}, ${screen}`);
        }
        await expectReflow(page, state);
        await expectRoom(page, state);
        await expectOrder(page, state);
        await expectEdges(page, state);
        await expectLanguages(page, language, state);
        titles.set(state, await page.title());
      });
      expect(new Set(TITLES.map((state) => titles.get(state))).size, 'each page has its own title').toBe(TITLES.length);
    });
  });
}
