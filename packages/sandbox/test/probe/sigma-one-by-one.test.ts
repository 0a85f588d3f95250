// Positions of Sigma's switches that do not go together with others, each in a run of its own.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { launch, withChromium } from '../../../../test/support/chromium.ts';
import type { SigmaSwitches } from '../../src/index.ts';
import { findings } from './run-command.ts';
import { asTexts, only, runWith } from './run-sigma.ts';

let browser: Browser;
before(async () => {
  if (withChromium.skip === false) browser = await launch();
});
after(() => browser?.close());

// Two at a time: some of them only wait for what does not come.
describe('the probes find', { ...withChromium, concurrency: 2 }, () => {
  const others: readonly Partial<SigmaSwitches>[] = [
    { singleUse: false },
    { secondLoad: 'ends_first' },
    { secondLoad: 'replaces_token' },
    { subUnderscore: 'refuse' },
    { subUnderscore: 'accept' },
    { frameAncestors: 'none' },
    { embedSession: 'cookie' },
    { failedLoadSpendsJti: true, replayGraceSeconds: 5 },
    { loadError: 'not_sent' },
    { endError: 'not_sent' },
  ];
  for (const switches of others) {
    it(asTexts(switches).join(' and '), async () => {
      const args = ['--write', '--only', only(...Object.keys(switches))];
      const { rows, set } = findings(await runWith(browser, switches, args));
      for (const text of asTexts(switches)) assert.ok(set.has(text), JSON.stringify([...rows.values()]));
    });
  }
});
