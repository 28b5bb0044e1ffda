import type { Page } from '@playwright/test';

/** The server answers the next call to `url`, and the browser never hears of it. Gives the answers that were lost. */
export async function loseAnswer(page: Page, url: string): Promise<{ id: string }[]> {
  const lost: { id: string }[] = [];
  await page.route(
    url,
    async (route) => {
      lost.push(await (await route.fetch()).json());
      await route.abort('connectionreset');
    },
    { times: 1 },
  );
  return lost;
}
