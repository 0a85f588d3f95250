// The switches of Sigma, found from a page in Chromium that frames the embeds: nobody tells it where they stand.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { launch, person, withChromium } from '../../../../test/support/chromium.ts';
import type { SigmaSwitches } from '../../src/index.ts';
import { byHandAtSigma } from '../../src/probe/by-hand.ts';
import { PROBES } from '../../src/probe/table.ts';
import { SIGMA_SWITCHES } from '../../src/sigma/switches.ts';
import { switchDefaults } from '../../src/switches.ts';
import { findings, place } from './run-command.ts';
import { asTexts, only, runWith } from './run-sigma.ts';

let browser: Browser;
before(async () => {
  if (withChromium.skip === false) browser = await launch();
});
after(() => browser?.close());

describe('the probes find', withChromium, () => {
  it('every default, and propose nothing to set', async () => {
    const { rows, seed, set } = findings(await runWith(browser, {}, ['--write']));
    const left = [...byHandAtSigma, ...PROBES.filter(({ needs }) => needs.includes('api'))];
    const others = new Set(left.flatMap(({ settles }) => settles));
    const usual = asTexts(switchDefaults(SIGMA_SWITCHES)).filter((text) => !others.has(text.split('=')[0] ?? ''));
    assert.deepEqual([...set].filter((text) => text.startsWith('sigma.')).toSorted(), usual.toSorted());
    assert.deepEqual(seed, {});
    assert.match(rows.get('session-length')?.answer ?? '', /30 days/);
  });

  it('many switches that stand elsewhere at once, and propose them as a seed', async () => {
    const switches: Partial<SigmaSwitches> = {
      replayGraceSeconds: 7,
      failedLoadSpendsJti: false,
      tokenDeath: 'chart_errors',
      missingToken: 'chart_errors',
      secondLoad: 'replaces_token',
      unknownConnection: 'refuse',
      internalUserTokens: 'ignored',
      evalConnection: 'ignore',
      unknownAttribute: 'ignore',
      unknownAccountType: 'ignore',
      unknownParameter: 'ignore',
      encodedNames: 'refuse',
      longestUrl: 4321,
      audienceArray: 'accept',
      clockSkewSeconds: 90,
      futureIat: 'refuse',
      tokenBase64: 'lenient',
    };
    const { seed } = findings(await runWith(browser, switches, ['--write', '--only', only(...Object.keys(switches))]));
    assert.deepEqual(seed['sigma'], switches);
  });

  it('that newcomers are kept out, and that no more can be said of them then', async () => {
    const { context } = await person(browser);
    await using there = await place({}, context);
    // Ana has been here before.
    await there.run(['--only', 'embed-session']);
    there.sandbox.sigma.setSwitches({ autoCreateUsers: false });
    const args = ['--write', '--json', '--patience', '60', '--only', 'auto-create-users,sub-underscore'];
    const { rows, set } = findings(await there.run(args));
    await context.close();
    assert.ok(set.has('sigma.autoCreateUsers=false'));
    assert.match(rows.get('sub-underscore')?.because ?? '', /no newcomer loads/);
  });

  it('nothing about embeds where a good one does not load, and say which refusal that is', async () => {
    const { rows } = findings(await runWith(browser, { longestUrl: 1000 }, ['--only', 'audience-array,embed-replay']));
    for (const { because = '' } of rows.values())
      assert.match(because, /^a good embed URL does not load either: EINVAL/);
  });
});
