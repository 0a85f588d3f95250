// Refreshes meet each other, sign-outs and lapsed leases in every order: the newest pair stays, and an end stays an end.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { startGateways, type Gateways, type Minted } from '../support/gateways.ts';
import { personOf } from '../support/model-databricks.ts';
import { scheduledStore, type ScheduledStore } from '../support/scheduled-store.ts';

const MINUTE = 60_000;
/** Longer than any lease. */
const LAPSE = 30_000;

let world: Gateways;
let steps: ScheduledStore;
let people = 0;
before(async () => {
  steps = scheduledStore();
  world = await startGateways({
    count: 4,
    wrap: steps.wrap,
    env: { SIGMA_EMBED_DATABRICKS_TIMEOUT_SECONDS: '5' },
  });
});
after(async () => {
  await world[Symbol.asyncDispose]();
});

interface Case {
  readonly person: string;
  readonly cookie: string;
}

/** Somebody whose access token is due for a refresh, and usable meanwhile. */
async function due(): Promise<Case> {
  people += 1;
  const person = `person${people}`;
  const cookie = await world.signIn(person);
  world.clock.sleep(50 * MINUTE);
  steps.writes.length = 0;
  return { person, cookie };
}

/** Runs actors with every step of store and Databricks in the order that the scheduler draws. */
async function interleave(scheduler: fc.Scheduler, actors: readonly (() => Promise<unknown>)[]): Promise<unknown[]> {
  steps.turn = scheduler.scheduleFunction(async () => undefined);
  world.databricks.pause = scheduler.scheduleFunction(async () => undefined);
  try {
    return await scheduler.waitFor(Promise.all(actors.map((actor) => actor())));
  } finally {
    steps.turn = undefined;
    world.databricks.pause = async () => undefined;
    // What goes on after its caller was answered.
    await scheduler.waitIdle();
  }
}

const runs = { numRuns: 75 };

it('two to four refreshers in any order: one call, one write, and what is stored is the last pair that was issued [RF-04] [RF-02]', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 2, max: 4 }),
      fc.constantFrom('multi_use' as const, 'rotate' as const),
      async (scheduler, count, mode) => {
        world.databricks.mode = mode;
        const { cookie, person } = await due();
        const first = world.databricks.lastAccess(person);
        const actors = Array.from({ length: count }, (_, index) => () => world.mint(cookie, index));
        const answers = (await interleave(scheduler, actors)) as Minted[];
        assert.equal(world.databricks.refreshes(person), 1);
        assert.deepEqual(steps.writes, [{ spentVersion: 1, version: 2, outcome: 'written' }]);
        const last = world.databricks.lastAccess(person);
        for (const { status, token } of answers) {
          assert.equal(status, 200);
          assert.ok(token === first || token === last, `${token} was never this person's`);
        }
        for (let index = 0; index < count; index += 1) {
          assert.equal((await world.mint(cookie, index)).token, last, 'everybody goes on with the newest pair');
        }
      },
    ),
    runs,
  );
});

it('a lease that lapses in the middle lets no older pair over a newer one, whoever wakes when [RF-04]', async () => {
  world.databricks.mode = 'multi_use';
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 3 }), async (scheduler, count) => {
      const { cookie, person } = await due();
      const first = world.databricks.lastAccess(person);
      const lapse = scheduler.scheduleFunction(async () => world.clock.advance(LAPSE));
      // Each begins when one more lease has lapsed, wherever the ones before it are by then.
      const actors = Array.from({ length: count }, (_, index) => async () => {
        for (let n = 0; n < index; n += 1) await lapse();
        return await world.mint(cookie, index);
      });
      const answers = (await interleave(scheduler, actors)) as Minted[];
      const written = steps.writes.filter(({ outcome }) => outcome === 'written');
      assert.deepEqual(
        written.map(({ version }) => version),
        written.map((_, index) => index + 2),
        'versions grow by one, and each is written once',
      );
      for (const { status, token } of answers) {
        assert.equal(status, 200);
        assert.equal(personOf(token ?? ''), person);
      }
      const later = await world.mint(cookie);
      assert.equal(later.status, 200, 'the session lives');
      assert.ok(later.token !== first || written.length === 0);
    }),
    runs,
  );
});

it('a sign-out in the middle of a refresh wins, and what came of the refresh is revoked [RF-13]', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 0, max: 3 }),
      fc.constantFrom('multi_use' as const, 'rotate' as const),
      async (scheduler, elsewhere, mode) => {
        world.databricks.mode = mode;
        const { cookie, person } = await due();
        const [minted, left] = (await interleave(scheduler, [
          () => world.mint(cookie, 0),
          () => world.signOut(cookie, elsewhere),
        ])) as [Minted, Response];
        assert.equal(left.status, 303);
        assert.ok(minted.status === 200 || minted.code === 'not_signed_in', `${minted.status} ${minted.code}`);
        for (let index = 0; index < world.count; index += 1) {
          assert.equal((await world.get('/api/session', cookie, index)).status, 401);
          assert.equal((await world.mint(cookie, index)).status, 401);
        }
        await settled(() => world.databricks.alive(person).length === 0);
        assert.deepEqual(world.databricks.alive(person), [], 'no refresh token of an ended session works');
      },
    ),
    runs,
  );
});

/** Revocations go on after their request was answered. */
async function settled(isDone: () => boolean): Promise<void> {
  for (let n = 0; n < 200 && !isDone(); n += 1) await new Promise((done) => setImmediate(done));
}

it('a dead grant is believed only after another look: a newer pair that came meanwhile is used, and nobody notices [RF-08]', async () => {
  world.databricks.mode = 'rotate';
  const { cookie, person } = await due();
  const sent = Promise.withResolvers<void>();
  const arrives = Promise.withResolvers<void>();
  let isFirst = true;
  world.databricks.pause = async (place, call) => {
    if (place === 'after' || !call.endsWith('/token') || !isFirst) return;
    isFirst = false;
    sent.resolve();
    await arrives.promise;
  };
  // The first request is under way for longer than its lease; a second one takes over and gets the pair.
  const slow = world.mint(cookie, 0);
  await sent.promise;
  world.clock.advance(LAPSE);
  const quick = await world.mint(cookie, 1);
  assert.equal(quick.status, 200);
  const isTakenOver = world.databricks.refreshes(person) === 1;
  arrives.resolve();
  const answer = await slow;
  world.databricks.pause = async () => undefined;
  assert.equal(answer.status, 200);
  assert.equal(world.databricks.refreshes(person), 1);
  if (isTakenOver) assert.equal(answer.token, quick.token, 'both use the pair that came meanwhile');
  assert.equal((await world.get('/api/session', cookie)).status, 200);
});
