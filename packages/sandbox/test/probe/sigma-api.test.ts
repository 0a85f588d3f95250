// The switches of Sigma's REST API, found by the probes that have a credential for it. No browser.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SIGMA_SWITCHES } from '../../src/sigma/switches.ts';
import { findings, place } from './run-command.ts';

const PROBES = ['--no-browser', '--json', '--only', 'token-authentication,token-pace,connection-sign-in'];

describe('the probes find', () => {
  for (const name of ['tokenAuthentication', 'tokenPace', 'connectionSignIn'] as const) {
    for (const position of SIGMA_SWITCHES[name].choices) {
      it(`sigma.${name}=${position}`, async () => {
        await using there = await place({ sigma: { [name]: position } });
        const { apiCredential, origin } = there.sandbox.sigma;
        const { set } = findings(
          await there.run(PROBES, {
            PROBE_API_HOST: origin,
            PROBE_API_CLIENT_ID: apiCredential.clientId,
            PROBE_API_CLIENT_SECRET: apiCredential.secret,
          }),
        );
        assert.ok(set.has(`sigma.${name}=${position}`), [...set].join(', '));
        assert.equal(set.size, 3);
      });
    }
  }
});

it('a credential that gets no token is told, not taken for an answer', async () => {
  await using there = await place();
  const { origin } = there.sandbox.sigma;
  const wrong = { PROBE_API_HOST: origin, PROBE_API_CLIENT_ID: 'nobody', PROBE_API_CLIENT_SECRET: 'nothing' };
  const { rows, set } = findings(await there.run(PROBES, wrong));
  assert.equal(set.size, 0);
  for (const { because = '' } of rows.values()) assert.match(because, /takes neither|gets no token/);
});
