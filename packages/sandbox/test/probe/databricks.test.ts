// Every position of every switch of Databricks that a probe settles is found by that probe, without being told.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SandboxOptions } from '../../src/index.ts';
import { DATABRICKS_SWITCHES } from '../../src/databricks/switches.ts';
import { byHandAtDatabricks } from '../../src/probe/by-hand.ts';
import { createDatabricksRoom } from '../../src/probe/databricks/room.ts';
import { readProbeOptions } from '../../src/probe/options.ts';
import type { ProbeRoom } from '../../src/probe/probe.ts';
import { runProbes } from '../../src/probe/run.ts';
import { PROBES } from '../../src/probe/table.ts';
import { decide } from '../databricks/client.ts';
import { place } from './run-command.ts';

/** Positions that are tried of switches that take a number. */
const AMOUNTS: Readonly<Record<string, readonly number[]>> = {
  chunkRows: [5000, 10_000],
  appPropagationSeconds: [0, 7, 240],
};

/** What else must be so for a position to be seen. */
const BESIDES: Readonly<Record<string, SandboxOptions>> = {
  'singleUseReplay ends_grant': { app: { refreshMode: 'rotate_family' } },
  'singleUseReplay is_refused': { app: { refreshMode: 'rotate' } },
};

/** What the probe finds of a sandbox like this, when Ana signs in as often as it asks. */
async function findingsOf(settles: string, options: SandboxOptions): Promise<readonly string[]> {
  await using there = await place(options);
  const { sandbox } = there;
  const [principal] = sandbox.world.servicePrincipals;
  const { databricks, has } = readProbeOptions(['--write', '--warehouse', sandbox.world.warehouseId], {
    ...there.env,
    DATABRICKS_ACCOUNT_ID: sandbox.world.accountId,
    PROBE_ADMIN_CLIENT_ID: principal?.person.email,
    PROBE_ADMIN_CLIENT_SECRET: principal?.secret,
  });
  const room: Omit<ProbeRoom, 'sigma'> = {
    databricks: createDatabricksRoom({ ...databricks, fetch, authorize: comeBack }),
    now: () => sandbox.clock.now(),
    wait: async (ms) => sandbox.clock.advance(ms),
  };
  const probes = PROBES.filter((probe) => probe.settles.includes(settles) && probe.vendor === 'databricks');
  const results = await runProbes(probes, room as ProbeRoom, { has });
  return results.flatMap(({ finding }) =>
    'because' in finding
      ? [`because ${finding.because}`]
      : Object.entries(finding.set).map(([name, value]) => `${name}=${value}`),
  );
}

/** Ana allows; or the endpoint has sent the browser back before it asked. */
async function comeBack(url: URL): Promise<URL> {
  const early = (await fetch(url, { redirect: 'manual' })).headers.get('location');
  return early === null ? await decide(url, 'ana@example.com') : new URL(early);
}

describe('a probe finds where the switch stands', () => {
  const byHand = new Set(byHandAtDatabricks.flatMap(({ settles }) => settles));
  for (const [name, row] of Object.entries(DATABRICKS_SWITCHES)) {
    if (byHand.has(`databricks.${name}`)) continue;
    const positions = 'choices' in row ? row.choices : (AMOUNTS[name] ?? []);
    assert.ok(positions.length > 1, name);
    for (const position of positions) {
      it(`databricks.${name}=${position}`, async () => {
        const options = { databricks: { [name]: position }, ...BESIDES[`${name} ${position}`] };
        const found = await findingsOf(`databricks.${name}`, options);
        assert.ok(found.includes(`databricks.${name}=${position}`), found.join(', '));
      });
    }
  }

  for (const refreshMode of ['multi_use', 'rotate', 'rotate_family'] as const) {
    it(`app.refreshMode=${refreshMode}`, async () => {
      const found = await findingsOf('app.refreshMode', { app: { refreshMode } });
      assert.ok(found.includes(`app.refreshMode=${refreshMode}`), found.join(', '));
    });
  }
});

it('where nobody may sign in, the probes that need it say so, and the others go on', async () => {
  const found = await findingsOf('databricks.echoNonce', { databricks: { signInPolicy: 'denies' } });
  assert.match(found.join(), /because the sign-in came back with access_denied: Policy evaluation failed/);
});

it('where the token endpoint is down, no probe takes its answers for those of OAuth', async () => {
  for (const tokenOutage of ['html_502', 'throttled'] as const) {
    for (const settles of ['databricks.deadRefreshError', 'databricks.badCodeError', 'databricks.echoNonce']) {
      assert.match((await findingsOf(settles, { databricks: { tokenOutage } })).join(), /^because the token endpoint/);
    }
  }
});
