import { expectAccessible, expectLanguages, expectOrder } from '../support/accessibility.ts';
import { expectReflow } from '../support/layout.ts';
import { letters } from '../support/letters.ts';
import { test } from '../support/test.ts';
import type { Language } from '../support/texts.ts';

test('every letter can be read by everybody', async ({ page, complaints }) => {
  // The picture of the code is a part of the letter that the browser has not.
  complaints.expect(/cid:|ERR_UNKNOWN_URL_SCHEME/);
  for (const { name, html } of await letters()) {
    await page.setContent(html);
    await expectAccessible(page, name);
    await expectOrder(page, name);
    await expectReflow(page, name);
    await expectLanguages(page, name.split('.')[1] as Language, name);
  }
});
