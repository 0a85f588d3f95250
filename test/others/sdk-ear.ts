// What the pages in `programs` hear of Sigma's frame by an SDK, and what they tell it.
import type { Page } from 'playwright-core';

export interface Ear {
  /** The newest event that this listener or hook heard, as soon as there is one. */
  heard(listener: string): Promise<Readonly<Record<string, unknown>>>;
  /** Calls a mutation; what the named listener heard before is forgotten. */
  tell(mutation: string, values: readonly unknown[], listener: string): Promise<Readonly<Record<string, unknown>>>;
  /** How often each listener or hook heard something since it was forgotten. */
  counts(): Promise<Readonly<Record<string, number>>>;
  /** Forgets what everybody heard. */
  forget(): Promise<void>;
}

/** `page` runs a script that keeps events in `heard`, by the name of the listener, and has `tell`. */
export function earOf(page: Page): Ear {
  const heard: Ear['heard'] = async (listener) => {
    await page.waitForFunction(`heard[${JSON.stringify(listener)}]?.length > 0`);
    return await page.evaluate(`heard[${JSON.stringify(listener)}].at(-1)`);
  };
  return {
    heard,
    async tell(mutation, values, listener) {
      await page.evaluate(`delete heard[${JSON.stringify(listener)}]`);
      await page.evaluate(`tell(${JSON.stringify(mutation)}, ${JSON.stringify(values)})`);
      return await heard(listener);
    },
    counts: async () =>
      await page.evaluate('Object.fromEntries(Object.entries(heard).map(([name, all]) => [name, all.length]))'),
    forget: async () => await page.evaluate('for (const name of Object.keys(heard)) delete heard[name]'),
  };
}
