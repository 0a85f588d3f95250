// Three replicas, a hundred callers on each, two hundred expiries, on every store. Writes what it measured.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { percentile } from '../../bench/report/figures.ts';
import { startCluster } from '../support/cluster/cluster.ts';
import { oldBackup, revokedGrants } from '../support/cluster/endings.ts';
import { outage } from '../support/cluster/outage.ts';
import { record } from '../support/cluster/record.ts';
import { expiryRounds, LIFE_SECONDS } from '../support/cluster/rounds.ts';
import { killDuringSignIn, SIGN_IN_KILLS, type SignInKillResult } from '../support/cluster/sign-ins.ts';
import { SHARED_STORES } from '../support/cluster/stores.ts';

const ROUNDS = 200;
const SLOW_ROUNDS = 10;
const CALLERS = 100;
const STRICT = { refreshMode: 'rotate_family' } as const;

for (const { name, skip, start } of SHARED_STORES) {
  describe(`three replicas on one ${name}`, { skip }, () => {
    it('one call per expiry, nobody is signed out, nobody sees a token of somebody else [RF-02] [RF-12] [RF-03]', async () => {
      await using place = await start();
      await using cluster = await startCluster({
        storeUrl: place.url(),
        app: { ...STRICT, accessTtlSeconds: LIFE_SECONDS },
      });
      const slowMs = 1.2 * cluster.times.leaseMs;
      const runs = [
        { tokenMs: 0, ...(await expiryRounds(cluster, { rounds: ROUNDS, callers: CALLERS })) },
        {
          tokenMs: slowMs,
          ...(await expiryRounds(cluster, { rounds: SLOW_ROUNDS, callers: CALLERS, tokenMs: slowMs })),
        },
      ];
      const { leaseMs } = cluster.times;
      record(
        `rounds-${name}`,
        runs.map(({ waits, ...run }) => ({
          store: name,
          leaseMs,
          p50: percentile(waits, 0.5),
          p99: percentile(waits, 0.99),
          ...run,
        })),
      );
      for (const { calls, cross, double, lost, mostCalls, rounds } of runs) {
        assert.deepEqual(
          { calls, mostCalls, lost, double, cross },
          { calls: rounds, mostCalls: 1, lost: 0, double: 0, cross: 0 },
        );
      }
    });

    it('kill -9 in a sign-in leaves nobody stuck; a throttled Databricks is left alone [OA-03] [RF-07]', async () => {
      await using place = await start();
      await using cluster = await startCluster({ storeUrl: place.url(), app: STRICT });
      const kills: SignInKillResult[] = [];
      for (const point of SIGN_IN_KILLS) kills.push(await killDuringSignIn(cluster, point, 10));
      const throttled = await outage(cluster, {
        sessions: 100,
        how: { status: 429, headers: { 'retry-after': '60' } },
      });
      const down = await outage(cluster, { sessions: 100, how: { status: 503 } });
      const revoked = await revokedGrants(cluster, 20);
      record(`sign-ins-${name}`, { store: name, kills, throttled, down, revoked });
      assert.ok(kills.every(({ stuck }) => stuck === 0));
      assert.ok(kills.every(({ kills: count, orphans, point }) => orphans === (point.startsWith('K5') ? count : 0)));
      for (const { lost, mints, mintsOk } of [throttled, down]) assert.deepEqual([mintsOk, lost], [mints, 0]);
      assert.equal(throttled.callsDuringWait, 0);
      assert.deepEqual([revoked.ended, revoked.lost, revoked.unflagged], [20, 0, 0]);
    });
  });
}

it('an old copy of the database ends its sessions with the reason, and asks Databricks once for each [RF-09]', async () => {
  await using place = await SHARED_STORES[0].start();
  const storeUrl = place.url();
  await using cluster = await startCluster({ count: 2, storeUrl, app: STRICT });
  const result = await oldBackup(cluster, storeUrl.slice('sqlite:'.length), 50);
  record('old-backup-SQLite', result);
  assert.deepEqual([result.ended, result.unflagged], [50, 0]);
});
