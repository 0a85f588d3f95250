// The session database goes away at each step of each flow, and comes back.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openMemory } from '../../packages/gateway/src/store/memory.ts';
import { startDemo, type Demo } from '../support/demo.ts';
import { faultyStore, type FaultyStore } from '../support/faulty-store.ts';
import { signOut } from '../support/sign-out.ts';
import { createVisitor, type Answer, type Visitor } from '../support/visitor.ts';

let demo: Demo;
let faulty: FaultyStore;
before(async () => {
  demo = await startDemo({
    store: (clock) => {
      faulty = faultyStore(openMemory({ clock }));
      return faulty.store;
    },
  });
});
after(async () => {
  await demo[Symbol.asyncDispose]();
});

const MINUTE = 60_000;
const sessionName = (): string => `__Host-sigma-embed-${new URL(demo.origin).port}`;

async function signedIn(): Promise<Visitor> {
  const visitor = createVisitor(demo.origin);
  await visitor.signIn('ana@example.com');
  return visitor;
}

/** A failure that keeps everything: 503, a time to come back, and not a word about the session cookie. */
function unavailable(answer: Answer, step: string): void {
  assert.equal(answer.status, 503, `${step}: ${answer.status} ${answer.text.slice(0, 200)}`);
  assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/, step);
  assert.deepEqual(answer.headers.getSetCookie(), [], step);
  assert.ok(!answer.text.includes(':jwt='), `${step}: no URL is handed out`);
}

interface Flow {
  readonly name: string;
  /** Makes the state in which the flow begins. */
  readonly prepare: () => Promise<Visitor>;
  readonly run: (visitor: Visitor) => Promise<Answer>;
  readonly success: number;
}

const FLOWS: readonly Flow[] = [
  { name: 'a mint', prepare: signedIn, run: (visitor) => visitor.mint(), success: 200 },
  {
    name: 'a mint that counts as activity',
    async prepare() {
      const visitor = await signedIn();
      demo.sandbox.clock.advance(10 * MINUTE);
      return visitor;
    },
    run: (visitor) => visitor.mint(),
    success: 200,
  },
  {
    name: 'a mint that refreshes first',
    async prepare() {
      const visitor = await signedIn();
      demo.sandbox.clock.advance(50 * MINUTE);
      return visitor;
    },
    run: (visitor) => visitor.mint(),
    success: 200,
  },
  { name: 'the dashboard', prepare: signedIn, run: (visitor) => visitor.get('/dashboard'), success: 200 },
  { name: 'reading the session', prepare: signedIn, run: (visitor) => visitor.get('/api/session'), success: 200 },
];

/** How often the flow asks the store when nothing is wrong. */
async function callsOf(flow: Flow): Promise<readonly string[]> {
  const visitor = await flow.prepare();
  faulty.up();
  assert.equal((await flow.run(visitor)).status, flow.success);
  return [...faulty.calls];
}

for (const flow of FLOWS) {
  it(`${flow.name} is 503 at whichever step the store goes away before it is done, and the same session works afterwards [SE-14]`, async () => {
    const calls = await callsOf(flow);
    assert.ok(calls.length > 0);
    for (const [index, call] of calls.entries()) {
      const visitor = await flow.prepare();
      const cookie = visitor.cookies().get(sessionName());
      const step = `step ${index + 1}, ${call}`;
      faulty.downAfter(index);
      const answer = await flow.run(visitor);
      faulty.up();
      // A store that takes no writes costs nobody their URL; one that is away does, as the last step is a look at the session.
      unavailable(answer, step);
      assert.equal(visitor.cookies().get(sessionName()), cookie, `${step}: the cookie stays`);
      // A refresh whose tokens could not be written leaves its lease; the next one waits for it to lapse.
      demo.sandbox.clock.advance(MINUTE);
      assert.equal((await visitor.mint()).status, 200, `${step}: after recovery`);
    }
  });
}

it('one failed write of new tokens is tried again, and nobody notices [SE-14] [RF-04]', async () => {
  const flow = FLOWS.find(({ name }) => name.includes('refreshes'));
  assert.ok(flow !== undefined);
  const calls = await callsOf(flow);
  const visitor = await flow.prepare();
  faulty.failOnce(calls.indexOf('replaceTokens'));
  assert.equal((await visitor.mint()).status, 200);
  faulty.up();
});

describe('a sign-in while the store is away', () => {
  it('begins as always: nothing is written', async () => {
    faulty.downAfter(0);
    const begun = await createVisitor(demo.origin).get('/auth/databricks/login');
    faulty.up();
    assert.equal(begun.status, 303);
    assert.deepEqual(faulty.calls, []);
  });

  it('ends on the sign-in page with the reason, makes no session, and works when it is begun again [SE-14]', async () => {
    const first = createVisitor(demo.origin);
    const callback = await first.consent('ana@example.com');
    faulty.up();
    await first.get(callback);
    const steps = [...faulty.calls];
    assert.deepEqual(steps, ['spendAttempt', 'insertSession']);
    for (const [index, call] of steps.entries()) {
      const visitor = createVisitor(demo.origin);
      const url = await visitor.consent('ana@example.com');
      const tokenCalls = demo.sandbox.databricks.tokenCalls();
      faulty.downAfter(index);
      const answer = await visitor.get(url);
      faulty.up();
      assert.equal(new URL(answer.location ?? '').search, '?reason=store_unavailable', call);
      assert.equal(visitor.cookies().has(sessionName()), false);
      const page = await visitor.get(answer.location ?? '');
      assert.match(page.text, /session database does not answer/);
      if (call === 'spendAttempt') {
        assert.equal(demo.sandbox.databricks.tokenCalls(), tokenCalls, 'the code is not spent before the attempt is');
        assert.match((await visitor.get(url)).location ?? '', /\/dashboard$/, 'the same callback works after recovery');
      }
      await visitor.signIn('ana@example.com');
      assert.equal((await visitor.mint()).status, 200);
    }
  });

  it('leaves the session that the browser had before [SE-14]', async () => {
    const visitor = await signedIn();
    const url = await visitor.consent('ben@example.com');
    faulty.downAfter(1);
    await visitor.get(url);
    faulty.up();
    const { user } = (await visitor.get('/api/session')).json<{ user: { email: string } }>();
    assert.equal(user.email, 'ana@example.com');
  });
});

it('a sign-out while the store is away is refused, keeps the cookie, and works afterwards [SE-14]', async () => {
  const visitor = await signedIn();
  faulty.downAfter(0);
  unavailable(await signOut(visitor), 'sign-out');
  faulty.up();
  assert.equal((await visitor.get('/api/session')).status, 200, 'still signed in');
  assert.equal((await signOut(visitor)).status, 303);
  assert.equal((await visitor.get('/api/session')).status, 401);
});

it('the gateway is alive and not ready while the store is away, and loses no count of what it could not write', async () => {
  const visitor = await signedIn();
  faulty.downAfter(0);
  assert.equal((await visitor.get('/health')).status, 200);
  const ready = await visitor.get('/ready');
  assert.equal(ready.status, 503);
  assert.deepEqual(ready.json(), { status: 'not_ready', code: 'store_unavailable' });
  assert.deepEqual(await demo.gateway.ready(), { ok: false, code: 'store_unavailable' });
  faulty.up();
  assert.equal((await visitor.get('/ready')).status, 200);
  assert.ok(
    demo.logs.some((line) => line.includes('"audit_lost"')),
    'the loss of events is announced',
  );
});

it('whatever else the store throws is an internal error that says nothing and loses nothing [SE-14] [WB-12]', async () => {
  const broken = await startDemo({
    store: (clock) => {
      const real = openMemory({ clock });
      let isBroken = false;
      return new Proxy(real, {
        get(target, name: keyof typeof real) {
          if (name === 'appendAudit' && isBroken) throw new TypeError('SELECT secret FROM /var/lib/x.db');
          if (name === 'touchSession') isBroken = true;
          if (name === 'findTokens' && isBroken) return () => Promise.reject(new TypeError('SELECT secret'));
          return target[name];
        },
      });
    },
  });
  try {
    const visitor = createVisitor(broken.origin);
    await visitor.signIn('ana@example.com');
    assert.equal((await visitor.mint()).status, 200);
    broken.sandbox.clock.advance(6 * MINUTE);
    await visitor.mint();
    broken.sandbox.clock.advance(6 * MINUTE);
    const answer = await visitor.mint();
    assert.equal(answer.status, 500);
    assert.equal(answer.json()['code'], 'internal');
    assert.ok(!/SELECT|TypeError|\.db/.test(answer.text));
    assert.deepEqual(answer.headers.getSetCookie(), []);
  } finally {
    await broken[Symbol.asyncDispose]();
  }
});
