// The session cookie under attack.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { startDemo, type Demo } from '../support/demo.ts';
import { createVisitor } from '../support/visitor.ts';

let demo: Demo;
before(async () => {
  demo = await startDemo();
});
after(async () => {
  await demo[Symbol.asyncDispose]();
});

const sessionName = (): string => `__Host-sigma-embed-${new URL(demo.origin).port}`;

async function signedIn(email = 'ana@example.com') {
  const visitor = createVisitor(demo.origin);
  const callback = await visitor.signIn(email);
  assert.match(callback.location ?? '', /\/dashboard$/, callback.text);
  return { visitor, callback, id: visitor.cookies().get(sessionName()) ?? '' };
}

it('every cookie is __Host-, Secure, HttpOnly, with a path and a SameSite, and small [SE-04]', async () => {
  const visitor = createVisitor(demo.origin);
  const begun = await visitor.get('/auth/databricks/login');
  const { callback } = await signedIn();
  const set = [...begun.headers.getSetCookie(), ...callback.headers.getSetCookie()];
  assert.ok(set.length >= 3);
  for (const cookie of set) {
    assert.match(cookie, /^__Host-[\w-]+=[\w.-]*; Path=\/; Secure; HttpOnly; SameSite=(Lax|Strict)(; Max-Age=\d+)?$/);
    assert.ok(cookie.length < 4096);
  }
});

it('the session id is 256 random bits and new at every sign-in; the old one is dead [SE-01] [SE-03]', async () => {
  const { id, visitor } = await signedIn();
  assert.match(id, /^[\w-]{43}$/);
  await visitor.signIn('ana@example.com');
  const next = visitor.cookies().get(sessionName());
  assert.notEqual(next, id);
  const old = await createVisitor(demo.origin).get('/api/session', { cookie: `${sessionName()}=${id}` });
  assert.equal(old.status, 401);
  assert.equal((await visitor.get('/api/session')).status, 200);
});

it('a sign-in ends the session of its start, though a Strict cookie does not come back with it [SE-03]', async () => {
  const { id, visitor } = await signedIn();
  const callback = await visitor.consent('ana@example.com');
  visitor.cookies().delete(sessionName());
  await visitor.get(callback);
  const old = await createVisitor(demo.origin).get('/api/session', { cookie: `${sessionName()}=${id}` });
  assert.equal(old.status, 401);
  assert.equal((await visitor.get('/api/session')).status, 200);
});

it('of two sign-ins begun over one session only the last one leaves a session [SE-03]', async () => {
  const { id, visitor } = await signedIn();
  const callbacks = [await visitor.consent('ana@example.com'), await visitor.consent('ben@example.com')];
  const ids = [id];
  for (const callback of callbacks) {
    await visitor.get(callback);
    ids.push(visitor.cookies().get(sessionName()) ?? '');
  }
  assert.equal(new Set(ids).size, 3);
  const states = ids.map(async (each) => {
    const answer = await createVisitor(demo.origin).get('/api/session', { cookie: `${sessionName()}=${each}` });
    return answer.status;
  });
  assert.deepEqual(await Promise.all(states), [401, 401, 200]);
});

it('an id that the browser brings along is never adopted [SE-03]', async () => {
  const visitor = createVisitor(demo.origin);
  const planted = 'A'.repeat(43);
  visitor.cookies().set(sessionName(), planted);
  await visitor.signIn('ben@example.com');
  assert.notEqual(visitor.cookies().get(sessionName()), planted);
  const attacker = await createVisitor(demo.origin).get('/api/session', { cookie: `${sessionName()}=${planted}` });
  assert.equal(attacker.status, 401);
});

it('nothing in the database works as a cookie [SE-02]', async () => {
  const { id } = await signedIn();
  const bytes = readdirSync(demo.folder)
    .map((name) => readFileSync(join(demo.folder, name), 'latin1'))
    .join('\n');
  assert.ok(!bytes.includes(id), 'the id itself is not stored');
  const candidates = [...new Set(bytes.match(/[A-Za-z0-9_-]{43}/g) ?? [])];
  assert.ok(candidates.length > 0);
  for (const candidate of candidates.slice(0, 200)) {
    const answer = await createVisitor(demo.origin).get('/api/session', { cookie: `${sessionName()}=${candidate}` });
    assert.equal(answer.status, 401);
  }
});

it('two session cookies are no session, in either order [SE-06]', async () => {
  const { id } = await signedIn();
  const other = 'B'.repeat(43);
  for (const pair of [
    [id, other],
    [other, id],
    [id, id],
  ]) {
    const cookie = pair.map((value) => `${sessionName()}=${value}`).join('; ');
    const answer = await createVisitor(demo.origin).get('/api/session', { cookie });
    assert.equal(answer.status, 401);
    assert.equal(answer.json()['code'], 'cookie_duplicate');
  }
  const shouting = `${sessionName().toUpperCase()}=${other}; ${sessionName()}=${id}`;
  assert.equal((await createVisitor(demo.origin).get('/api/session', { cookie: shouting })).status, 200);
});

describe('a name that only looks like ours is not ours: any host of the domain may set it, for all of them [SE-06]', () => {
  /** What a Cookie header can carry beside the names' own characters. Only the first two come through a socket. */
  const looks: readonly (readonly [name: string, around: (name: string) => string])[] = [
    ['0xA0 before it', (name) => `\u00a0${name}`],
    ['0x85 before it', (name) => `\u0085${name}`],
    ['0xA0 behind it', (name) => `${name}\u00a0`],
    ['a vertical tab before it', (name) => `\v${name}`],
    ['a form feed before it', (name) => `\f${name}`],
  ];
  const ask = (path: string, cookie: string): Promise<Response> =>
    demo.gateway.fetch(new Request(new URL(path, demo.origin), { headers: { cookie } }));

  for (const [name, around] of looks) {
    it(`${name}: as a session it is nobody's, and it takes nobody's away`, async () => {
      const attacker = await signedIn('ben@example.com');
      const victim = await signedIn('ana@example.com');
      const planted = `${around(sessionName())}=${attacker.id}`;
      const own = `${sessionName()}=${victim.id}`;
      assert.equal((await ask('/api/session', planted)).status, 401);
      for (const cookie of [`${planted}; ${own}`, `${own}; ${planted}`]) {
        const answer = await ask('/api/session', cookie);
        assert.equal(answer.status, 200, await answer.clone().text());
        assert.match(await answer.text(), /ana@example\.com/);
      }
    });

    it(`${name}: as a sign-in under way it finishes none, and makes no room for itself [OA-02]`, async () => {
      const attacker = createVisitor(demo.origin);
      const callback = await attacker.consent('ben@example.com');
      const planted = [...attacker.cookies()].map(([cookie, value]) => `${around(cookie)}=${value}`).join('; ');
      const calls = demo.sandbox.databricks.tokenCalls();
      const answer = await ask(callback, planted);
      assert.match(answer.headers.get('location') ?? '', /reason=(cookie_missing|state_unknown)$/);
      assert.equal(demo.sandbox.databricks.tokenCalls(), calls);
      const begun = await ask('/auth/databricks/login', Array.from({ length: 9 }, () => planted).join('; '));
      assert.equal(begun.headers.getSetCookie().length, 1, 'nothing was taken for an attempt of this browser');
    });
  }

  it('the byte 0xA0, as a socket brings it, makes it no name of ours either', async () => {
    const { id } = await signedIn('ben@example.com');
    const answer = await createVisitor(demo.origin).get('/api/session', { cookie: `\u00a0${sessionName()}=${id}` });
    assert.deepEqual([answer.status, answer.json()['code']], [401, 'not_signed_in']);
  });
});

it('signing out removes the cookie as browsers require, twice without complaint [SE-05] [SE-11]', async () => {
  const { visitor, id } = await signedIn();
  const page = await visitor.get('/logout');
  const token = /name="form_token" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const form = {
    headers: { origin: demo.origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ form_token: token }).toString(),
  };
  const first = await visitor.send('POST', '/logout', form);
  assert.equal(first.status, 303, first.text);
  assert.match(first.headers.getSetCookie()[0] ?? '', /=; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=0$/);
  assert.equal((await visitor.send('POST', '/logout', form)).status, 303);
  const dead = await createVisitor(demo.origin).get('/api/session', { cookie: `${sessionName()}=${id}` });
  assert.equal(dead.status, 401);
});

it('the form token of another session, or none, signs nobody out [SE-11]', async () => {
  const ana = await signedIn('ana@example.com');
  const ben = await signedIn('ben@example.com');
  const token = /name="form_token" value="([^"]+)"/.exec((await ben.visitor.get('/logout')).text)?.[1] ?? '';
  for (const body of [`form_token=${encodeURIComponent(token)}`, 'form_token=', '', 'form_token=%ff%00']) {
    const answer = await ana.visitor.send('POST', '/logout', {
      headers: { origin: demo.origin, 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    assert.equal(answer.status, 403);
  }
  assert.equal((await ana.visitor.get('/api/session')).status, 200);
});

it("idle and absolute limits are the server's, to the second [SE-08]", async () => {
  const { clock } = demo.sandbox;
  const idle = await signedIn();
  clock.advance(demo.config.session.idleMs - 1000);
  assert.equal((await idle.visitor.get('/api/session')).status, 200, 'asking who I am does not count as activity');
  clock.advance(1000);
  const over = await idle.visitor.get('/api/session');
  assert.equal(over.status, 401);
  assert.equal(over.json()['code'], 'idle_limit');

  const busy = await signedIn();
  const { absoluteMs, idleMs } = demo.config.session;
  const step = idleMs / 2;
  for (let t = 0; t + step < absoluteMs; t += step) {
    clock.advance(step);
    assert.equal((await busy.visitor.mint()).status, 200, `active at ${t / 60_000} min`);
  }
  clock.advance(step);
  const end = await busy.visitor.mint();
  assert.equal(end.json()['code'], 'absolute_limit');
});

it('values made for one purpose fit no other [SE-13]', async () => {
  const { id, visitor } = await signedIn();
  const formToken = /name="form_token" value="([^"]+)"/.exec((await visitor.get('/logout')).text)?.[1] ?? '';
  const other = createVisitor(demo.origin);
  const callback = new URL(await other.consent('ben@example.com'));
  const [attemptName = '', attempt = ''] = [...other.cookies()][0] ?? [];
  const state = callback.searchParams.get('state') ?? '';
  const values = { id, formToken, attempt, state };
  for (const [name, value] of Object.entries(values)) {
    if (name !== 'id') {
      const answer = await createVisitor(demo.origin).get('/api/session', { cookie: `${sessionName()}=${value}` });
      assert.equal(answer.status, 401, `${name} as a session cookie`);
    }
    if (name !== 'attempt') {
      const answer = await createVisitor(demo.origin).get(callback.href, { cookie: `${attemptName}=${value}` });
      assert.match(answer.location ?? '', /state_unknown/, `${name} as a login attempt`);
    }
    if (name !== 'formToken') {
      const answer = await visitor.send('POST', '/logout', {
        headers: { origin: demo.origin, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ form_token: value }).toString(),
      });
      assert.equal(answer.status, 403, `${name} as a form token`);
    }
  }
});

it('no Cookie header makes the gateway throw [SE-07]', async () => {
  const byte = fc.nat({ max: 255 }).map((code) => String.fromCharCode(code));
  const blanks = [' ', '\t', '\v', '\f', '\u0085', '\u00a0'];
  const pieces = [';', '=', '%', '"', ...blanks, '__proto__', sessionName(), 'A'.repeat(43)];
  const hostile = fc.oneof(
    fc.string({ unit: byte, maxLength: 2000 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 200 }).map((parts) => parts.join('')),
  );
  await fc.assert(
    fc.asyncProperty(hostile, async (raw) => {
      // The three that no header value holds.
      const cookie = raw.replaceAll(/[\0\r\n]/g, '');
      const answer = await demo.gateway.fetch(new Request(`${demo.origin}/api/session`, { headers: { cookie } }));
      assert.equal(answer.status, 401);
    }),
    { numRuns: 2000 },
  );
});
