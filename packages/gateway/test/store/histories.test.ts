// Concurrent histories of claims, swaps, releases, spent attempts, inserts and removals could have happened one at a time.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isLinearizable, type Call } from '../../../../test/support/linearizable.ts';
import { startPostgres, withPostgres } from '../../../../test/support/postgres-server.ts';
import { startRedis, withRedis } from '../../../../test/support/redis-server.ts';
import { systemClock } from '../../src/base/clock.ts';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { newSession } from '../../src/testing/suite/samples.ts';
import { model, perform, randomPlan, type Op } from './history/calls.ts';
import { recordHistories, seeded } from './history/record.ts';

const HISTORIES = 120;
const options = { clock: systemClock, keyChecks: [{ id: 'k', check: 'c' }] };

function judge(history: readonly Call<Op>[], about: string): void {
  assert.ok(isLinearizable(history, model), `${about}:\n${history.map(shown).join('\n')}`);
}

function shown({ answer, answeredAt, calledAt, op }: Call<Op>): string {
  return `${calledAt} to ${answeredAt}: ${JSON.stringify(op)} -> ${answer ?? '(no answer)'}`;
}

async function record(url: string): Promise<void> {
  const store = await openStore(url, options);
  try {
    await recordHistories({ store, url, histories: HISTORIES, seed: Date.now() % 1_000_000, judge });
  } finally {
    await store.close();
  }
}

it('SQLite, three threads on one file [ST-12]', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-history-'));
  try {
    await record(`sqlite:${join(folder, 'sessions.db')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('Postgres, three connections [ST-12]', withPostgres, async () => {
  await using server = await startPostgres();
  await record(server.url());
});

it('Redis, three connections [ST-12]', withRedis, async () => {
  await using server = await startRedis();
  await record(server.url());
});

/** Three callers of one store whose calls are held up at random. */
async function interleaved(store: Store, seed: number): Promise<readonly Call<Op>[]> {
  const random = seeded(seed);
  const prefix = `m${seed}-`;
  await store.insertSession(newSession(`${prefix}s`, { createdAt: Date.now() }));
  const parts = await Promise.all(
    randomPlan(random, 3, 4).map(async (ops) => {
      const calls: Call<Op>[] = [];
      for (const op of ops) {
        for (let turns = random() * 4; turns > 0; turns -= 1) await new Promise(setImmediate);
        const calledAt = Number(process.hrtime.bigint());
        const answer = await perform(store, prefix, op);
        calls.push({ op, calledAt, answeredAt: Number(process.hrtime.bigint()), answer });
      }
      return calls;
    }),
  );
  return parts.flat();
}

it('memory, three callers [ST-12]', async () => {
  const store = await openStore('memory:', options);
  for (let seed = 0; seed < HISTORIES; seed += 1) judge(await interleaved(store, seed), `seed ${seed}`);
});

describe('the judge', () => {
  const claim = (attempt: string): Op => ({
    kind: 'claim',
    hash: 's',
    version: 1,
    attempt,
    takesOver: false,
    isProbe: false,
  });
  const call = (op: Op, answer: string | undefined, [calledAt, answeredAt]: readonly [number, number]): Call<Op> => ({
    op,
    answer,
    calledAt,
    answeredAt,
  });

  it('finds two holders of one lease', () => {
    const both = [call(claim('a'), 'claimed ', [1, 5]), call(claim('b'), 'claimed ', [2, 6])];
    assert.equal(isLinearizable(both, model), false);
    assert.equal(isLinearizable([both[0]!, call(claim('b'), 'held a', [2, 6])], model), true);
  });

  it('holds a call that ended against one that began later', () => {
    const removed = call({ kind: 'remove', hash: 's' }, '1', [1, 2]);
    const found = (from: number): Call<Op> => call({ kind: 'find', hash: 's' }, '1 ', [from, 9]);
    assert.equal(isLinearizable([removed, found(3)], model), false, 'a stale read');
    assert.equal(isLinearizable([removed, found(2)], model), true, 'they overlap');
  });

  it('lets a call without an answer have happened, or not', () => {
    const lost = call({ kind: 'replace', hash: 's', spent: 1 }, undefined, [1, Infinity]);
    for (const version of ['1 ', '2 ']) {
      assert.equal(isLinearizable([lost, call({ kind: 'find', hash: 's' }, version, [3, 4])], model), true, version);
    }
    assert.equal(isLinearizable([lost, call({ kind: 'find', hash: 's' }, '3 ', [3, 4])], model), false);
  });

  it('finds a store that looks first and writes later', async () => {
    const real = await openStore('memory:', options);
    const careless: Store = {
      ...real,
      async replaceTokens(hash, spent, grant) {
        const row = await real.findSession(hash);
        await new Promise(setImmediate);
        if (row === undefined) return 'gone';
        if (row.grant.version !== spent) return 'moved';
        const now = await real.findSession(hash);
        return now === undefined
          ? 'written'
          : await real.replaceTokens(hash, now.grant.version, grant).then(() => 'written');
      },
    };
    let found = 0;
    for (let seed = 0; seed < 400 && found === 0; seed += 1) {
      if (!isLinearizable(await interleaved(careless, seed), model)) found += 1;
    }
    assert.equal(found, 1);
  });
});
