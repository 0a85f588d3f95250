// One row is damaged at random, in every store: that session alone is unreadable, and it can still be ended [ST-08].
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import pg from 'pg';
import { createClient } from 'redis';
import { startPostgres, withPostgres } from '../../../../test/support/postgres-server.ts';
import { startRedis, withRedis } from '../../../../test/support/redis-server.ts';
import { GatewayError } from '../../src/base/errors.ts';
import { openStore } from '../../src/store/open.ts';
import { GRANT_COLUMNS, IDENTITY_COLUMNS, INTENT_COLUMNS } from '../../src/store/session-row.ts';
import type { Store } from '../../src/store/store.ts';
import { movableClock } from '../../src/testing/index.ts';
import { grantRow, hash, newSession, refreshClaim } from '../../src/testing/suite/samples.ts';

const RUNS = 150;
const clock = movableClock();
const options = { clock, leaseClock: clock, keyChecks: [{ id: 'k', check: 'c' }] };

const COLUMNS = `${IDENTITY_COLUMNS}, ${GRANT_COLUMNS}, ${INTENT_COLUMNS}`
  .split(', ')
  .filter((name) => name !== 'hash');
const NUMBERS = new Set(
  'created_at last_active_at grant_version obtained_at access_expires_at intent_started_at lease_until'.split(' '),
);

type Cell = string | number | null | Uint8Array;
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => !value.includes('\0')),
  fc.constantFrom('', '{', '[]', '[1]', '[["a"]]', 'NaN', '1e999', '-1', '1.', '.k.', '99.k1.x', 'null', '0x10'),
);
const whole = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, -1, Number.MAX_SAFE_INTEGER, -(2 ** 53), 2 ** 60));
const anyCell = fc.oneof(text, whole, fc.double({ noNaN: true }), fc.constant(null), fc.uint8Array({ maxLength: 20 }));

interface Damage {
  readonly column: string;
  readonly cell: Cell;
}

/** Puts a cell into the row of the session `bad`; what the database itself refuses does not happen. */
type Edit = (damage: Damage) => Promise<void>;

async function onlyUnreadable(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    assert.ok(error instanceof GatewayError, String(error));
    assert.match(error.code, /^session_(unreadable|newer)$/);
  });
}

async function survives(store: Store, edit: Edit, damages: readonly Damage[]): Promise<void> {
  for (const name of ['bad', 'new']) await store.removeSession(hash(name));
  await store.insertSession(newSession('bad'));
  await store.claimRefresh(hash('bad'), refreshClaim());
  const neighbours = await Promise.all(['a', 'z'].map((name) => store.findSession(hash(name))));
  for (const damage of damages) await edit(damage);

  await onlyUnreadable(store.findSession(hash('bad')));
  await onlyUnreadable(store.findTokens(hash('bad')));
  await onlyUnreadable(store.claimRefresh(hash('bad'), refreshClaim({ attemptId: 'second' })));
  await onlyUnreadable(store.touchSession(hash('bad'), clock.now()));
  await onlyUnreadable(store.releaseRefresh(hash('bad'), 'attempt-1', 'unfinished'));
  await onlyUnreadable(store.rewrapTokens(hash('bad'), { ...grantRow(1) }, { ...grantRow(1) }));
  const page = { after: undefined, limit: 2 } as const;
  const listed = [
    ...(await store.listSessions({}, page)),
    ...(await store.listSessions({}, { after: hash('b'), limit: 2 })),
  ];
  for (const neighbour of neighbours) {
    assert.ok(
      listed.some((row) => row.hash === neighbour?.hash),
      'the damage does not hide a neighbour',
    );
    assert.deepEqual(await store.findSession(neighbour?.hash ?? hash('')), neighbour);
  }
  assert.ok((await store.readStored({ after: undefined, limit: 3 })).length >= 2);
  await store.keysInUse();

  assert.equal((await store.insertSession(newSession('new', { replaces: hash('bad') })))[0]?.hash, 'bad');
  assert.equal(await store.findSession(hash('bad')), undefined, 'it can be replaced');
  await store.insertSession(newSession('bad'));
  for (const damage of damages) await edit(damage);
  assert.equal((await store.removeSession(hash('bad')))?.hash, 'bad', 'and ended');
  await store.removeSession(hash('new'));
  assert.equal((await store.listSessions({}, { after: undefined, limit: 9 })).length, 2);
}

async function fuzz(store: Store, edit: Edit, cellFor: (column: string) => fc.Arbitrary<Cell>): Promise<void> {
  await store.insertSession(newSession('a'));
  await store.insertSession(newSession('z'));
  const damage = fc.constantFrom(...COLUMNS).chain((column) => cellFor(column).map((cell) => ({ column, cell })));
  const damages = fc.array(damage, { minLength: 1, maxLength: 4 });
  try {
    await fc.assert(
      fc.asyncProperty(damages, (some) => survives(store, edit, some)),
      { numRuns: RUNS },
    );
  } finally {
    await store.close();
  }
}

describe('a damaged row is one unreadable session, and its neighbours are as they were [ST-08]', () => {
  it('SQLite', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-damage-'));
    const file = join(folder, 'sessions.db');
    const store = await openStore(`sqlite:${file}`, options);
    const other = new DatabaseSync(file);
    const edit: Edit = async ({ cell, column }) => {
      try {
        other.prepare(`UPDATE sessions SET ${column} = ? WHERE hash = 'bad'`).run(cell);
      } catch (error) {
        assert.match(String(error), /NOT NULL/);
      }
    };
    try {
      await fuzz(store, edit, () => anyCell);
    } finally {
      other.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('Postgres', withPostgres, async () => {
    await using server = await startPostgres();
    const store = await openStore(server.url('damage'), options);
    const client = new pg.Client({ host: '127.0.0.1', port: server.port, user: 'sigma', database: 'postgres' });
    await client.connect();
    const edit: Edit = async ({ cell, column }) => {
      await client.query(`UPDATE damage.sessions SET ${column} = $1 WHERE hash = 'bad'`, [cell]);
    };
    const cellFor = (column: string): fc.Arbitrary<Cell> => {
      if (column === 'intent_probe') return fc.constantFrom(null, 0, 1, 2, -1);
      return NUMBERS.has(column) ? whole : text;
    };
    try {
      await fuzz(store, edit, cellFor);
    } finally {
      await client.end();
    }
  });

  it('Redis', withRedis, async () => {
    await using server = await startRedis();
    const store = await openStore(server.url('damage'), options);
    const client = createClient({ RESP: 2, socket: { host: '127.0.0.1', port: server.port } });
    await client.connect();
    const edit: Edit = async ({ cell, column }) => {
      if (cell === null) await client.sendCommand(['HDEL', '{damage}:s:bad', column]);
      else await client.sendCommand(['HSET', '{damage}:s:bad', column, String(cell)]);
    };
    try {
      await fuzz(store, edit, () => anyCell);
    } finally {
      client.destroy();
    }
  });
});
