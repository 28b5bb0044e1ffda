import type { Page } from '@playwright/test';

/** How far the pictures of two signs are apart at the least, as grey as a bad printer makes them: 0 alike, 255 black and white. */
export async function leastDifference(page: Page, selectors: string[]): Promise<number> {
  const pictures: string[] = [];
  for (const selector of selectors) pictures.push((await page.locator(selector).screenshot()).toString('base64'));
  return page.evaluate(async (pictures) => {
    const SIZE = 32;
    const grey = async (base64: string): Promise<number[]> => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const canvas = new OffscreenCanvas(SIZE, SIZE).getContext('2d')!;
      canvas.drawImage(await createImageBitmap(new Blob([bytes])), 0, 0, SIZE, SIZE);
      const { data } = canvas.getImageData(0, 0, SIZE, SIZE);
      return Array.from({ length: SIZE * SIZE }, (_, at) => 0.2126 * data[4 * at] + 0.7152 * data[4 * at + 1] + 0.0722 * data[4 * at + 2]);
    };
    const all = await Promise.all(pictures.map(grey));
    const apart = (one: number[], other: number[]) => one.reduce((sum, value, at) => sum + Math.abs(value - other[at]), 0) / one.length;
    return Math.min(...all.flatMap((one, at) => all.slice(at + 1).map((other) => apart(one, other))));
  }, pictures);
}
