// Runs the probes of Sigma against a sandbox whose switches stand somewhere, with a page in Chromium that frames the embeds.
import type { Browser } from 'playwright-core';
import { person } from '../../../../test/support/chromium.ts';
import type { SigmaSwitches } from '../../src/index.ts';
import { PROBES } from '../../src/probe/table.ts';
import { place, type Ran } from './run-command.ts';

/** A machine that is busy with other things takes its time; only what is not sent is waited for to the end. */
const PATIENCE = { usual: '60', nothing_comes: '20' };

export async function runWith(
  browser: Browser,
  switches: Partial<SigmaSwitches>,
  args: readonly string[],
): Promise<Ran> {
  const { context } = await person(browser);
  try {
    await using there = await place({ sigma: switches }, context);
    const patience = Object.values(switches).includes('not_sent') ? PATIENCE.nothing_comes : PATIENCE.usual;
    return await there.run([...args, '--json', '--internal-user', 'sam@example.com', '--patience', patience]);
  } finally {
    await context.close();
  }
}

export function asTexts(switches: object): string[] {
  return Object.entries(switches).map(([name, value]) => `sigma.${name}=${value}`);
}

/** The probes that settle these switches, for `--only`. */
export function only(...names: readonly string[]): string {
  return PROBES.filter(({ settles }) => settles.some((name) => names.includes(name.replace('sigma.', ''))))
    .map(({ id }) => id)
    .join(',');
}
