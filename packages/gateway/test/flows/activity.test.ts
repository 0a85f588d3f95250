// When a session idles out, and how often activity is written, whatever a page asks and when.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { aroundStore } from '../support/around-store.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';

const MINUTE = 60_000;
const IDLE_MS = 60 * MINUTE;
/** Activity is written at most this often. */
const THROTTLE_MS = MINUTE;

let world: Gateways;
let writes = 0;
before(async () => {
  world = await startGateways({
    wrap: (store) =>
      aroundStore(store, async (name, call) => {
        if (name === 'touchSession') writes += 1;
        return await call();
      }),
  });
});
after(() => world[Symbol.asyncDispose]());

/** What is told apart from a clock that is kept in time. */
const LEAST_SLEEP_MS = 11_000;

/** `mint` is activity; `look` and `unseen` are a page that nobody uses. */
const step = fc.record({
  afterMs: fc.oneof(
    fc.constant(0),
    fc.integer({ min: LEAST_SLEEP_MS, max: 90_000 }),
    fc.integer({ min: LEAST_SLEEP_MS, max: 20 * MINUTE }),
    fc.integer({ min: IDLE_MS - 2 * MINUTE, max: IDLE_MS + MINUTE }),
  ),
  what: fc.constantFrom('mint', 'mint', 'look', 'unseen'),
});

async function statusOf(what: string, cookie: string): Promise<number> {
  if (what === 'look') return (await world.get('/api/session', cookie)).status;
  return (await world.mint(cookie, 0, JSON.stringify({ active: what === 'mint' }))).status;
}

it('the idle limit is right to a minute, with one write a minute at most and none for a page that only asks [SE-09]', async () => {
  let people = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
      const cookie = await world.signIn(`person${(people += 1)}`);
      let activeAt = world.clock.now();
      const since = activeAt;
      writes = 0;
      for (const { afterMs, what } of steps) {
        world.clock.sleep(afterMs);
        const idleMs = world.clock.now() - activeAt;
        const written = writes;
        const status = await statusOf(what, cookie);
        assert.ok(status === 200 || idleMs > IDLE_MS - THROTTLE_MS, `out after ${idleMs} ms`);
        assert.ok(status === 401 || idleMs < IDLE_MS, `still in after ${idleMs} ms`);
        if (status !== 200) return;
        if (what === 'mint') activeAt = world.clock.now();
        else assert.equal(writes, written, what);
      }
      assert.ok(writes <= (world.clock.now() - since) / THROTTLE_MS, `${writes} writes`);
    }),
    { numRuns: 150 },
  );
});
