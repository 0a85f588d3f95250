// The audit trail: in order, without secrets, and never in the way of a sign-in.
import assert from 'node:assert/strict';
import { it, mock } from 'node:test';
import type { WrittenEvent } from '../../src/audit/events.ts';
import { createTrail } from '../../src/audit/trail.ts';
import type { SessionHash } from '../../src/session/session.ts';
import type { AuditRow } from '../../src/store/store.ts';
import { movableClock } from '../../src/testing/index.ts';

function trailOver(append: (rows: readonly AuditRow[]) => Promise<void>) {
  const losses: number[] = [];
  const trail = createTrail({ append, clock: movableClock(1000), onLoss: (count) => losses.push(count) });
  return { trail, losses };
}

/** Takes rows and answers nobody until it is told to. */
function hangingStore() {
  const held: PromiseWithResolvers<void>[] = [];
  const writes: string[][] = [];
  let isOpen = false;
  return {
    /** What was begun: the embeds of each write. */
    writes,
    async append(rows: readonly AuditRow[]): Promise<void> {
      writes.push(rows.map(({ body, event }) => (JSON.parse(body) as { embed?: string }).embed ?? event));
      if (isOpen) return;
      const hold = Promise.withResolvers<void>();
      held.push(hold);
      await hold.promise;
    },
    /** From now on it answers. */
    open(): void {
      isOpen = true;
      for (const { resolve } of held) resolve();
    },
  };
}

/** Everything that waits for nothing has happened. */
const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

it('a sign-in is written before its caller goes on, together with what waited before it', async () => {
  const writes: (readonly AuditRow[])[] = [];
  const { trail } = trailOver(async (rows) => void writes.push(rows));
  await trail.record({ event: 'embed_minted', embed: 'default' });
  assert.equal(writes.length, 0, 'mints are written in groups');
  await trail.record({
    event: 'login_ok',
    requestId: 'r',
    session: 'x'.repeat(43) as SessionHash,
    viewer: { issuer: 'i', id: '1', userName: 'ana@example.com' },
  });
  assert.deepEqual(
    writes.map((rows) => rows.map(({ event }) => event)),
    [['embed_minted', 'login_ok']],
  );
  assert.deepEqual(JSON.parse(writes[0]?.[1]?.body ?? ''), {
    at: 1000,
    event: 'login_ok',
    requestId: 'r',
    session: 'x'.repeat(12),
    viewer: { issuer: 'i', id: '1', userName: 'ana@example.com' },
  });
});

it('several events go together, at once where one of them must', async () => {
  const writes: (readonly string[])[] = [];
  const { trail } = trailOver(async (rows) => void writes.push(rows.map(({ event }) => event)));
  await trail.recordAll([{ event: 'embed_minted' }, { event: 'mint_denied' }]);
  assert.deepEqual(writes, []);
  await trail.recordAll([{ event: 'embed_minted' }, { event: 'session_ended', reason: 'signed_out' }]);
  assert.deepEqual(writes, [['embed_minted', 'mint_denied', 'embed_minted', 'session_ended']]);
});

it('mints reach the store by themselves within the group time', async () => {
  const written = Promise.withResolvers<readonly AuditRow[]>();
  const { trail } = trailOver(async (rows) => written.resolve(rows));
  await trail.record({ event: 'embed_minted' });
  const keepAlive = setInterval(() => {}, 1000);
  assert.equal((await written.promise).length, 1);
  clearInterval(keepAlive);
});

it('a store that cannot write loses events, counts them, and stops nobody [LG-06]', async () => {
  const { losses, trail } = trailOver(() => Promise.reject(new Error('disk full')));
  await trail.record({ event: 'embed_minted' });
  await trail.record({ event: 'login_ok' });
  assert.deepEqual(losses, [2]);
});

it('a store that hangs costs bounded memory, and the loss is exact [LG-06]', async () => {
  const { append, open, writes } = hangingStore();
  const { losses, trail } = trailOver(append);
  for (let n = 0; n < 300; n += 1) await trail.record({ event: 'embed_minted' });
  void trail.flush();
  await settled();
  for (let n = 0; n < 10_500; n += 1) await trail.record({ event: 'embed_minted' });
  void trail.flush();
  assert.deepEqual(losses, [800], 'told while it hangs; what is on its way counts');
  open();
  await trail.close();
  assert.deepEqual(
    writes.map((rows) => rows.length),
    [300, 9700],
  );
  assert.deepEqual(losses, [800]);
});

it('while a write hangs no other begins: what comes meanwhile waits and is written next, in order [LG-06]', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const { append, open, writes } = hangingStore();
    const { losses, trail } = trailOver(append);
    const embeds = Array.from({ length: 100 }, (_, n) => `e${n}`);
    for (const embed of embeds) {
      await trail.record({ event: 'embed_minted', embed });
      mock.timers.tick(50);
      await settled();
    }
    assert.deepEqual(writes, [['e0']], 'one connection of the store, however long it takes');
    open();
    await trail.close();
    assert.deepEqual(writes, [['e0'], embeds.slice(1)]);
    assert.deepEqual(losses, []);
  } finally {
    mock.timers.reset();
  }
});

it('a sign-in waits for its own event, not for the write that was on its way before it', async () => {
  const { append, open, writes } = hangingStore();
  const { trail } = trailOver(append);
  await trail.record({ event: 'embed_minted', embed: 'first' });
  void trail.flush();
  await settled();
  const [ana, ben] = [trail.record({ event: 'login_ok' }), trail.record({ event: 'login_failed' })];
  const writtenAt: Promise<readonly string[][]>[] = [ana, ben].map((done) => done.then(() => [...writes]));
  await settled();
  assert.deepEqual(writes, [['first']]);
  open();
  for (const seen of await Promise.all(writtenAt)) assert.deepEqual(seen, [['first'], ['login_ok', 'login_failed']]);
});

it('the end waits for what is on its way', async () => {
  const { append, open } = hangingStore();
  const { trail } = trailOver(append);
  await trail.record({ event: 'embed_minted' });
  void trail.flush();
  await settled();
  let isClosed = false;
  const closing = trail.close().then(() => (isClosed = true));
  await settled();
  assert.equal(isClosed, false, 'the store is closed after the trail');
  open();
  await closing;
});

it('a listener hears of every event as it is written; what it throws stops nothing', async () => {
  const heard: WrittenEvent[] = [];
  const failures: unknown[] = [];
  const bodies: string[] = [];
  const trail = createTrail({
    append: async (rows) => void bodies.push(...rows.map(({ body }) => body)),
    clock: movableClock(1000),
    onLoss: () => undefined,
    onEvent(event) {
      heard.push(event);
      throw new Error('the listener is broken');
    },
    onDeaf: (error) => failures.push(error),
  });
  await trail.record({ event: 'embed_minted', embed: 'default', session: 'x'.repeat(43) as SessionHash });
  await trail.record({ event: 'login_failed', code: 'login_denied' });
  assert.deepEqual(
    bodies.map((body) => JSON.parse(body) as unknown),
    heard,
  );
  assert.equal(heard[0]?.session, 'x'.repeat(12));
  assert.equal(failures.length, 2);
});
