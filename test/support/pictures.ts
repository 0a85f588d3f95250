// Compares screenshots: how many pixels differ so much that a person could see it. Knows nothing of what they show.
import type { Browser } from 'playwright-core';

/** Levels of 255. The same page is rastered with a level or two of difference now and then. */
const VISIBLE = 12;

/** For each picture, how many pixels differ visibly from the first argument; all of them when the sizes differ. */
export async function differences(browser: Browser, wanted: Buffer, pictures: readonly Buffer[]): Promise<number[]> {
  const page = await browser.newPage();
  try {
    const first = wanted.toString('base64');
    const others = pictures.map((picture) => picture.toString('base64'));
    return await page.evaluate(COMPARE, { first, others, visible: VISIBLE });
  } finally {
    await page.close();
  }
}

interface Comparison {
  readonly first: string;
  readonly others: readonly string[];
  readonly visible: number;
}

/** Runs in a page of its own: the browser reads its pictures best. */
const COMPARE = async ({ first, others, visible }: Comparison): Promise<number[]> => {
  const pixelsOf = async (picture: string) => {
    const blob = await (await fetch(`data:image/png;base64,${picture}`)).blob();
    const bitmap = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    canvas?.drawImage(bitmap, 0, 0);
    return canvas?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? new Uint8ClampedArray();
  };
  const wanted = await pixelsOf(first);
  const counts: number[] = [];
  for (const other of others) {
    const found = await pixelsOf(other);
    let differing = found.length === wanted.length ? 0 : wanted.length;
    for (let at = 0; at < wanted.length; at += 4) {
      const isVisible = [0, 1, 2].some(
        (channel) => Math.abs((wanted[at + channel] ?? 0) - (found[at + channel] ?? 0)) > visible,
      );
      if (isVisible) differing += 1;
    }
    counts.push(differing);
  }
  return counts;
};
