import type { Page } from '@playwright/test';

/** The server answers the next call to `url`, and the browser never hears of it. Gives the bodies that were lost. */
export async function loseAnswer(page: Page, url: string): Promise<{ id: string }[]> {
  const lost: { id: string }[] = [];
  await page.route(
    url,
    async (route) => {
      const body = await (await route.fetch()).text();
      if (body !== '') lost.push(JSON.parse(body));
      await route.abort('connectionreset');
    },
    { times: 1 },
  );
  return lost;
}
