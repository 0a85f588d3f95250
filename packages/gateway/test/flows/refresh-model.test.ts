// Random histories of mints, expiries, outages, lost answers and sign-outs on two gateways, held against what must always be so.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { drive } from '../support/driven-time.ts';
import { json } from '../support/fake-databricks.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';
import { personOf } from '../support/model-databricks.ts';

const MINUTE = 60_000;

let world: Gateways;
let people = 0;
before(async () => {
  world = await startGateways({
    count: 2,
    isDriven: true,
    env: { SIGMA_EMBED_ROTATION: 'strict', SIGMA_EMBED_IDLE_MINUTES: '1440', SIGMA_EMBED_ABSOLUTE_HOURS: '24' },
  });
});
after(async () => {
  await world[Symbol.asyncDispose]();
});

/** What can happen to the next refresh. `lost`: Databricks gives the pair out and nobody gets it. */
const SPOILS = {
  lost: () => {
    throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } });
  },
  unreadable: () => new Response('<html>', { status: 200, headers: { 'content-type': 'text/html' } }),
  brokenAfter: () => json({}, 502),
  lateAfter: () => new Response('upstream request timeout', { status: 504 }),
} as const;
/** Answers before anything has an effect. */
const REFUSALS = {
  throttled: () => json({}, 429, { 'retry-after': '3' }),
  broken: () => json({}, 502),
  refused: () => json({ error: 'invalid_client' }, 401),
} as const;

type Step =
  | { readonly do: 'mint'; readonly at: number }
  | { readonly do: 'mintAtBoth' }
  | { readonly do: 'pass'; readonly minutes: number }
  | { readonly do: 'lose'; readonly how: keyof typeof SPOILS }
  | { readonly do: 'refuse'; readonly how: keyof typeof REFUSALS }
  | { readonly do: 'revoke' }
  | { readonly do: 'signOut'; readonly at: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('mint' as const), at: fc.integer({ min: 0, max: 1 }) }) },
  { weight: 4, arbitrary: fc.constant({ do: 'mintAtBoth' as const }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('pass' as const), minutes: fc.constantFrom(1, 10, 46, 59, 61) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('lose' as const),
      how: fc.constantFrom('lost' as const, 'unreadable' as const, 'brokenAfter' as const, 'lateAfter' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('refuse' as const),
      how: fc.constantFrom('throttled' as const, 'broken' as const, 'refused' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'revoke' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('signOut' as const), at: fc.integer({ min: 0, max: 1 }) }) },
);

interface History {
  readonly person: string;
  readonly cookie: string;
  hasLost: boolean;
  isRevoked: boolean;
  isSignedOut: boolean;
  isOver: boolean;
}

async function run(history: History, { ...now }: Step): Promise<void> {
  const { cookie, person } = history;
  switch (now.do) {
    case 'mint':
      return judge(history, [await drive(world.clock, world.mint(cookie, now.at))]);
    case 'mintAtBoth':
      return judge(history, await drive(world.clock, Promise.all([world.mint(cookie, 0), world.mint(cookie, 1)])));
    case 'pass':
      return world.clock.advance(now.minutes * MINUTE);
    case 'lose':
      history.hasLost = true;
      return void world.databricks.spoil.set(person, SPOILS[now.how]);
    case 'refuse':
      return void world.databricks.refuse.set(person, REFUSALS[now.how]);
    case 'revoke':
      history.isRevoked = true;
      return world.databricks.revoke(person);
    default:
      history.isSignedOut = true;
      return void (await drive(world.clock, world.signOut(cookie, now.at)));
  }
}

function judge(history: History, answers: readonly Awaited<ReturnType<Gateways['mint']>>[]): void {
  for (const { code, setCookies, status, token } of answers) {
    if (status === 200) {
      assert.equal(personOf(token ?? ''), history.person, 'the token is the viewer’s own');
      assert.ok(!history.isSignedOut && !history.isOver, 'nothing comes back from the dead');
      continue;
    }
    const isEnd = status === 401;
    if (!isEnd)
      assert.ok([502, 503].includes(status) && setCookies.length === 0, `${status} ${code} keeps the session`);
    if (!isEnd || history.isSignedOut || history.isOver) continue;
    assert.ok(history.isRevoked || history.hasLost, `${code} though nothing was lost or revoked`);
    if (!history.isRevoked) assert.ok(code === 'refresh_lost' || code === 'not_signed_in', `${code} for a lost answer`);
  }
  if (answers.some(({ status }) => status === 401)) history.isOver = true;
}

async function trailOf(person: string): Promise<readonly { event: string; reason?: string }[]> {
  const rows = await world.store.recentAudit(500);
  const mine = rows.map(({ body }) => JSON.parse(body) as { event: string; reason?: string; viewer?: { id: string } });
  return mine.filter(({ viewer }) => viewer?.id === person);
}

it('whatever happens: no token of another, no spent token sent but a told last chance, no end without a cause and a word [RF-04] [RF-07] [RF-09] [RF-10] [RF-12] [RF-13]', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      world.databricks.mode = 'rotate';
      people += 1;
      const person = `model${people}`;
      const cookie = await world.signIn(person);
      const history = { person, cookie, hasLost: false, isRevoked: false, isSignedOut: false, isOver: false };
      for (const now of steps) await run(history, now);
      world.databricks.spoil.delete(person);
      world.databricks.refuse.delete(person);
      world.clock.advance(61 * MINUTE);
      for (let n = 0; n < 4; n += 1) {
        await run(history, { do: 'mint', at: n % 2 });
        world.clock.advance(2 * MINUTE);
      }
      const trail = await trailOf(person);
      const probes = trail.filter(({ event }) => event === 'refresh_probed').length;
      assert.ok(
        world.databricks.replays(person) <= probes,
        `${world.databricks.replays(person)} replays, ${probes} probes`,
      );
      if (history.isOver && !history.isSignedOut) {
        const ends = trail.filter(({ event }) => event === 'session_ended');
        assert.equal(ends.length, 1, 'one end, and the trail has it');
        assert.match(ends[0]?.reason ?? '', /^(refresh_lost|grant_ended)$/);
      }
      if (!history.hasLost && !history.isRevoked && !history.isSignedOut) {
        const last = await drive(world.clock, world.mint(cookie));
        assert.equal(last.status, 200, 'nothing was lost, so the session lives');
      }
    }),
    { numRuns: 40 },
  );
});
