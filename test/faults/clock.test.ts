// The machine's clock jumps. Nobody loses a session for it, and nothing outlives its own limits by more than the jump.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDemo, type Demo } from '../support/demo.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

const MINUTE = 60_000;
const JUMPS = [-60, -5, 5, 60];

let demo: Demo;
/** Vendors and gateway share the sandbox's clock; what is added here only the gateway sees. */
let skew = 0;
before(async () => {
  demo = await startDemo({
    gatewayClock: (clock) => ({ now: () => clock.now() + skew, monotonic: () => clock.monotonic() }),
  });
});
after(async () => {
  await demo[Symbol.asyncDispose]();
});

async function signedIn(): Promise<Visitor> {
  const visitor = createVisitor(demo.origin);
  const answer = await visitor.signIn('ana@example.com');
  assert.match(answer.location ?? '', /\/dashboard$/);
  return visitor;
}

interface Minted {
  readonly expiresAt: number;
  readonly renewAt: number;
  readonly serverTime: number;
}

for (const minutes of JUMPS) {
  describe(`the clock of everybody jumps by ${minutes} min`, () => {
    it('while a viewer is signed in: the session goes on, unless the idle limit has passed by the clock', async () => {
      const visitor = await signedIn();
      demo.sandbox.clock.advance(minutes * MINUTE);
      const answer = await visitor.mint();
      if (minutes < 60) {
        assert.equal(answer.status, 200, answer.text);
        const { expiresAt, renewAt, serverTime } = answer.json<Minted>();
        assert.ok(serverTime < renewAt && renewAt < expiresAt);
        assert.ok(expiresAt - serverTime <= 60 * MINUTE, 'no embed is longer than SESSION_LENGTH');
      } else {
        assert.equal(answer.json()['code'], 'idle_limit');
        await signedIn();
      }
      demo.sandbox.clock.advance(-minutes * MINUTE);
    });

    it("between the start and the end of a sign-in, the gateway's alone: it finishes", async () => {
      const visitor = createVisitor(demo.origin);
      const callback = await visitor.consent('ana@example.com');
      skew = minutes * MINUTE;
      const answer = await visitor.get(callback);
      assert.match(answer.location ?? '', /\/dashboard$/);
      skew = 0;
      await signedIn();
    });
  });

  it(`a gateway whose clock is ${minutes} min away from Databricks' signs people in, and loses no session`, async () => {
    const earlier = await signedIn();
    skew = minutes * MINUTE;
    const visitor = await signedIn();
    const minted = await visitor.mint();
    assert.equal(minted.status, 200);
    const { expiresAt, serverTime } = minted.json<Minted>();
    assert.ok(expiresAt - serverTime <= 59 * MINUTE, 'the life of a token is counted from its receipt');
    skew = 0;
    assert.equal((await earlier.mint()).status, 200, 'the session of before');
    const calls = demo.sandbox.databricks.tokenCalls();
    assert.equal((await visitor.mint()).status, 200, 'the session that was made meanwhile');
    assert.equal(demo.sandbox.databricks.tokenCalls(), calls, 'a jump is no reason to refresh [RF-14]');
  });
}

it('a jump back after a failed refresh does not keep Databricks from being asked', async () => {
  const visitor = await signedIn();
  demo.sandbox.clock.advance(50 * MINUTE);
  demo.sandbox.faults.add({ vendor: 'databricks', pattern: 'POST /oidc/v1/token', status: 429, body: '', times: 1 });
  assert.equal((await visitor.mint()).status, 200, 'served with the old token');
  demo.sandbox.clock.advance(10_000);
  skew = -5 * MINUTE;
  const calls = demo.sandbox.databricks.tokenCalls();
  assert.equal((await visitor.mint()).status, 200);
  assert.equal(demo.sandbox.databricks.tokenCalls(), calls + 1, 'the pause after a failure is measured, not dated');
  skew = 0;
});

it('an old clock cannot stretch a session: its longest life runs from the sign-in, whatever lies between', async () => {
  const visitor = await signedIn();
  const { absoluteMs, idleMs } = demo.config.session;
  demo.sandbox.clock.advance(60 * MINUTE - 1000);
  assert.equal((await visitor.mint()).status, 200);
  demo.sandbox.clock.advance(-60 * MINUTE + 1000);
  for (let at = 0; at < absoluteMs; at += idleMs / 2) {
    demo.sandbox.clock.advance(idleMs / 2);
    await visitor.mint();
  }
  assert.equal((await visitor.get('/api/session')).status, 401);
});
