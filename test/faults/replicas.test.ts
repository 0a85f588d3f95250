// Three gateways in processes of their own over one database, with refresh tokens that work once: everybody at once, at expiry.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startCluster } from '../support/cluster/cluster.ts';
import { oldBackup, revokedGrants } from '../support/cluster/endings.ts';
import { outage } from '../support/cluster/outage.ts';
import { expiryRounds, LIFE_SECONDS } from '../support/cluster/rounds.ts';
import { killDuringSignIn, SIGN_IN_KILLS } from '../support/cluster/sign-ins.ts';
import { SHARED_STORES } from '../support/cluster/stores.ts';

const STRICT = { refreshMode: 'rotate_family', accessTtlSeconds: LIFE_SECONDS } as const;

const [sqlite] = SHARED_STORES;

for (const { name, skip, start } of SHARED_STORES) {
  describe(`three replicas on one ${name}`, { skip }, () => {
    it('300 callers at expiry make one call, nobody is signed out, nobody sees a token of somebody else [RF-02] [RF-12] [RF-03]', async () => {
      await using place = await start();
      await using cluster = await startCluster({ storeUrl: place.url(), app: STRICT });
      const quick = await expiryRounds(cluster, { rounds: 3, callers: 100 });
      const slower = await expiryRounds(cluster, { rounds: 1, callers: 20, tokenMs: 1.2 * cluster.times.leaseMs });
      for (const { calls, cross, double, lost, mostCalls, rounds } of [quick, slower]) {
        assert.deepEqual(
          { calls, mostCalls, lost, double, cross },
          { calls: rounds, mostCalls: 1, lost: 0, double: 0, cross: 0 },
        );
      }
    });

    it('a sign-in begins at one, ends at another, and is used at the third, also when the first is gone by then [AV-05]', async () => {
      await using place = await start();
      await using cluster = await startCluster({ storeUrl: place.url() });
      const viewer = await cluster.signIn('mia@example.com', [0, 1]);
      assert.equal((await cluster.mint(viewer, 2)).token?.subject, 'mia@example.com');
      const killed = await killDuringSignIn(cluster, 'K2: after the attempt is taken', 1);
      assert.deepEqual(killed, { point: killed.point, kills: 1, stuck: 0, orphans: 0 });
    });
  });
}

it('a throttled Databricks is left alone by all replicas for as long as it asks, and every viewer goes on [RF-07]', async () => {
  await using place = await sqlite.start();
  await using cluster = await startCluster({ storeUrl: place.url(), app: { refreshMode: 'rotate_family' } });
  const how = { status: 429, headers: { 'retry-after': '60' } };
  const { calls, callsDuringWait, lost, mints, mintsOk } = await outage(cluster, { sessions: 20, how });
  assert.equal(mintsOk, mints);
  assert.equal(lost, 0);
  assert.equal(callsDuringWait, 0);
  assert.ok(calls <= 20, `${calls} calls for 20 sessions on three replicas`);
});

it('kill -9 in the middle of a sign-in leaves nobody stuck, and no session but the one that was written [OA-03]', async () => {
  await using place = await sqlite.start();
  await using cluster = await startCluster({ count: 2, storeUrl: place.url() });
  for (const point of SIGN_IN_KILLS) {
    const { orphans, stuck } = await killDuringSignIn(cluster, point, 1);
    assert.deepEqual({ point, stuck, orphans }, { point, stuck: 0, orphans: point.startsWith('K5') ? 1 : 0 });
  }
});

it('grants that were revoked end their sessions, once each and with the reason, and no other [RF-07]', async () => {
  await using place = await sqlite.start();
  await using cluster = await startCluster({ storeUrl: place.url(), app: { refreshMode: 'rotate_family' } });
  const { ended, lost, sessions, unflagged } = await revokedGrants(cluster, 5);
  assert.deepEqual({ sessions, ended, lost, unflagged }, { sessions: 10, ended: 5, lost: 0, unflagged: 0 });
});

it('an old copy of the database ends its sessions with the reason, and asks Databricks once for each [RF-09]', async () => {
  await using place = await sqlite.start();
  const storeUrl = place.url();
  await using cluster = await startCluster({ count: 2, storeUrl, app: { refreshMode: 'rotate_family' } });
  const { calls, ended, unflagged } = await oldBackup(cluster, storeUrl.slice('sqlite:'.length), 6);
  assert.deepEqual({ ended, unflagged }, { ended: 6, unflagged: 0 });
  assert.ok(calls <= 2 * 6, `${calls} calls for 6 sessions on two replicas`);
});
