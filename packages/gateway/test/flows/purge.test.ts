// What is over goes by itself: every kind of row, however many there are.
import assert from 'node:assert/strict';
import { it, mock } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptHash, Store } from '../../src/store/store.ts';
import { systemClock } from '../../src/base/clock.ts';
import { createGateway, createLog, loadConfig } from '../../src/index.ts';
import { openMemory } from '../../src/store/memory.ts';
import { storedSession } from '../../src/testing/suite/samples.ts';
import { COMPLETE } from '../config/environment.ts';
import { startGateways } from '../support/gateways.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

async function sessions(store: Store): Promise<readonly string[]> {
  return (await store.listSessions({}, { after: undefined, limit: 5000 })).map(({ hash }) => hash);
}

it('one round removes every session, attempt and event that is over, in batches, and tells why each session ended [AV-06]', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    const batches: number[] = [];
    await using world = await startGateways({
      wrap: (store) => ({
        ...store,
        async purgeSessions(over, limit) {
          const ended = await store.purgeSessions(over, limit);
          batches.push(ended.length);
          return ended;
        },
      }),
    });
    const { clock, store } = world;
    const start = clock.now();
    clock.sleep(400 * DAY - 13 * 60 * MINUTE);
    const now = clock.now() + 13 * 60 * MINUTE;
    for (let n = 0; n < 1200; n += 1) await store.putSession(storedSession(`old${n}`));
    for (let n = 0; n < 700; n += 1) {
      await store.putSession(
        storedSession(`idle${n}`, { createdAt: now - 90 * MINUTE, lastActiveAt: now - 61 * MINUTE }),
      );
    }
    await store.putSession(storedSession('live', { createdAt: now - 90 * MINUTE, lastActiveAt: now - MINUTE }));
    for (let n = 0; n < 1200; n += 1) await store.spendAttempt(`${n}` as AttemptHash, clock.now() + MINUTE);
    const aged = Array.from({ length: 1200 }, () => ({ at: start - 1, event: 'old', body: '{}' }));
    await store.appendAudit([...aged, { at: start, event: 'kept', body: '{}' }]);
    clock.sleep(now - clock.now());

    mock.timers.tick(MINUTE);
    const isDone = async (): Promise<boolean> =>
      !(await store.recentAudit(10_000)).some(({ event }) => event === 'old');
    for (let tries = 0; tries < 500 && !(await isDone()); tries += 1) await sleep(10);
    assert.deepEqual(await sessions(store), ['live']);
    assert.deepEqual(batches, [500, 500, 200, 500, 200]);
    assert.equal(await store.spendAttempt('0' as AttemptHash, now), true, 'its time is over');
    assert.equal(await store.purgeAttempts(9), 1, 'that one alone');
    const events = await store.recentAudit(10_000);
    assert.equal(events.at(-1)?.event, 'kept');
    const reasons = events.slice(0, -1).map(({ body }) => (JSON.parse(body) as { reason: string }).reason);
    assert.equal(reasons.filter((reason) => reason === 'absolute_limit').length, 1200);
    assert.equal(reasons.filter((reason) => reason === 'idle_limit').length, 700);
  } finally {
    mock.timers.reset();
  }
});

it('a trail that is to be kept for ever is', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    let purged = 0;
    await using world = await startGateways({
      env: { SIGMA_EMBED_AUDIT_DAYS: '0' },
      wrap: (store) => ({
        ...store,
        async purgeAudit(before, limit) {
          purged += 1;
          return await store.purgeAudit(before, limit);
        },
      }),
    });
    await world.store.appendAudit([{ at: 1, event: 'old', body: '{}' }]);
    mock.timers.tick(MINUTE);
    await sleep(50);
    assert.equal(purged, 0);
    assert.equal((await world.store.recentAudit(1)).length, 1);
  } finally {
    mock.timers.reset();
  }
});

for (const { role, serves, left } of [
  { role: 'serves viewers purges', serves: true, left: [] },
  { role: "does an operator's work purges nothing", serves: false, left: ['old'] },
]) {
  it(`a process that ${role} by itself`, async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    try {
      const store = openMemory({ clock: systemClock });
      const config = loadConfig({ env: { ...COMPLETE, SIGMA_EMBED_STORE: 'memory:' } });
      await store.putSession(storedSession('old'));
      const log = createLog({ level: 'silent', format: 'json' });
      const gateway = await createGateway({ config, log, store, serves });
      mock.timers.tick(MINUTE);
      await sleep(50);
      const found = await sessions(store);
      await gateway.close();
      assert.deepEqual(found, left);
    } finally {
      mock.timers.reset();
    }
  });
}
