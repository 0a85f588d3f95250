// Sessions that are bound to users of a host application: no other user of it can use one, on no route, whatever the cookie.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { secret, type HostUser } from '@sigma-embed/gateway';
import { openMemory } from '../../packages/gateway/src/store/memory.ts';
import { startDemo, type Demo } from '../support/demo.ts';
import { faultyStore, type FaultyStore } from '../support/faulty-store.ts';
import { signOut } from '../support/sign-out.ts';
import { createVisitor, type Answer, type Visitor } from '../support/visitor.ts';

let counted: FaultyStore;
let demo: Demo;
let visitor: Visitor;
let isHostDown = false;
before(async () => {
  demo = await startDemo({
    store: (clock) => {
      counted = faultyStore(openMemory({ clock }));
      return counted.store;
    },
    hostIdentity: {
      user(request) {
        if (isHostDown) throw new Error('the user database is away: secret-of-the-host');
        return userOfCookie(request);
      },
      signIn: '/host/sign-in?from=analytics',
    },
  });
});
after(() => demo[Symbol.asyncDispose]());

beforeEach(() => {
  isHostDown = false;
  visitor = createVisitor(demo.origin);
});

/** The host knows its users by a cookie of its own. */
function userOfCookie(request: Request): HostUser | undefined {
  const key = /(?:^|; )host=(\w+)/.exec(request.headers.get('cookie') ?? '')?.[1];
  return key === undefined ? undefined : { key };
}

function hostUser(name: string | undefined): void {
  if (name === undefined) visitor.cookies().delete('host');
  else visitor.cookies().set('host', name);
}

async function signedIn(host: string, email = 'ana@example.com'): Promise<void> {
  hostUser(host);
  assert.equal((await visitor.signIn(email)).location, `${demo.origin}/dashboard`);
}

async function liveSessions({ gateway }: Demo): Promise<number> {
  let count = 0;
  for await (const _ of gateway.operator.sessions()) count += 1;
  return count;
}

const sessionName = (): string =>
  [...visitor.cookies().keys()].find((name) => /^__Host-sigma-embed-\d+$/.test(name)) ?? '';
const codeOf = (answer: Answer): unknown => answer.json()['code'];
const ownFetch = { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' };

/** Every route that uses a session. */
const ROUTES: Readonly<Record<string, () => Promise<Answer>>> = {
  'POST /api/embed-url': () => visitor.mint(),
  'GET /api/embed-url': () => visitor.get('/api/embed-url', ownFetch),
  'GET /api/session': () => visitor.get('/api/session'),
  'GET /dashboard': () => visitor.get('/dashboard'),
  'GET /dashboard/:embed': () => visitor.get('/dashboard/default'),
};

for (const [route, ask] of Object.entries(ROUTES)) {
  it(`${route} serves the host's user who signed in, and ends the session for any other [SE-03]`, async () => {
    await signedIn('one');
    assert.equal((await ask()).status, 200);
    hostUser('two');
    const refused = await ask();
    if (route.startsWith('GET /dashboard')) assert.match(refused.location ?? '', /\/login\?reason=wrong_account&/);
    else assert.deepEqual([refused.status, codeOf(refused)], [401, 'wrong_account']);
    assert.deepEqual(refused.headers.getSetCookie(), [], 'no failure touches a cookie');
    assert.equal(await liveSessions(demo), 0);
  });

  it(`${route} keeps the session while nobody is signed in to the host, and while the host cannot say [SE-14]`, async () => {
    await signedIn('one');
    const name = sessionName();
    hostUser(undefined);
    const out = await ask();
    if (route.startsWith('GET /dashboard')) {
      const path = route.endsWith(':embed') ? '/dashboard/default' : '/dashboard';
      const query = new URLSearchParams({ return_to: path });
      assert.equal(out.location, `${demo.origin}/host/sign-in?from=analytics&${query}`);
    } else assert.deepEqual([out.status, codeOf(out)], [401, 'host_not_signed_in']);
    hostUser('one');
    isHostDown = true;
    const down = await ask();
    assert.equal(down.status, 503);
    assert.ok(down.headers.has('retry-after'));
    assert.ok(!down.text.includes('secret-of-the-host'));
    isHostDown = false;
    assert.equal(sessionName(), name);
    assert.equal((await ask()).status, 200);
    await demo.gateway.operator.endSessions({});
  });
}

it('a cookie whose seal was taken off, changed or belongs to another session is of no use [SE-13]', async () => {
  const seals: string[] = [];
  for (const host of ['one', 'two']) {
    visitor = createVisitor(demo.origin);
    await signedIn(host);
    seals.push((visitor.cookies().get(sessionName()) ?? '').slice(44));
  }
  assert.match(seals[0] ?? '', /^1\.[\w-]+\.[\w-]+$/);
  const forms = ['', `.${seals[0]}`, `.${seals[1]?.slice(0, -2)}`, `.${seals[1]}A`, '.1.none.AAAA', '.x'];
  for (const form of forms) {
    visitor = createVisitor(demo.origin);
    await signedIn('two');
    const name = sessionName();
    const id = visitor.cookies().get(name)?.slice(0, 43);
    visitor.cookies().set(name, `${id}${form}`);
    const { status } = await visitor.mint();
    assert.ok(status === 401 || (form === '.1.none.AAAA' && status === 503), `${form}: ${status}`);
  }
  await demo.gateway.operator.endSessions({});
});

it("a sign-in that one user of the host began is not another's to finish [OA-04]", async () => {
  hostUser('one');
  const callback = await visitor.consent('ana@example.com');
  hostUser('two');
  const issued = demo.sandbox.events.count('token.issued');
  assert.match((await visitor.get(callback)).location ?? '', /\/login\?reason=wrong_account$/);
  hostUser(undefined);
  assert.match((await visitor.get(callback)).location ?? '', /\/login\?reason=host_not_signed_in$/);
  assert.equal(demo.sandbox.events.count('token.issued'), issued, 'the code was not sent');
  hostUser('one');
  assert.equal((await visitor.get(callback)).location, `${demo.origin}/dashboard`, 'the attempt was not spent');
  await demo.gateway.operator.endSessions({});
});

it('a sign-in does not begin while nobody is signed in to the host', async () => {
  const answer = await visitor.get('/auth/databricks/login?return_to=%2Freports');
  const back = new URL(answer.location ?? '').searchParams.get('return_to');
  assert.equal(back, '/auth/databricks/login?return_to=%2Freports');
  assert.deepEqual(answer.headers.getSetCookie(), []);
});

it("another Databricks user does not take over a session of the host's user; after a sign-out it is one's own choice", async () => {
  await signedIn('one');
  assert.match((await visitor.signIn('ben@example.com')).location ?? '', /reason=wrong_account/);
  const { user } = (await visitor.get('/api/session')).json<{ user: { email: string } }>();
  assert.equal(user.email, 'ana@example.com');
  await demo.gateway.operator.endSessions({});
  await signedIn('one', 'ben@example.com');
  await signedIn('two', 'ana@example.com');
  await demo.gateway.operator.endSessions({});
});

describe('with a Strict cookie, which does not come back from Databricks, a session keeps its Databricks user as well [SE-03]', () => {
  let strict: Demo;
  before(async () => {
    strict = await startDemo({ env: { SIGMA_EMBED_COOKIE_MODE: 'strict' }, hostIdentity: { user: userOfCookie } });
  });
  after(() => strict[Symbol.asyncDispose]());
  beforeEach(async () => {
    await strict.gateway.operator.endSessions({});
    visitor = createVisitor(strict.origin);
  });

  /** Signs in as a browser does: the session cookie stays at home on the way back, and stays as it was if no other one comes. */
  async function over(host: string, email: string): Promise<Answer> {
    hostUser(host);
    const callback = await visitor.consent(email);
    const kept = visitor.cookies().get(sessionName());
    if (kept !== undefined) visitor.cookies().delete(sessionName());
    const answer = await visitor.get(callback);
    if (sessionName() === '' && kept !== undefined)
      visitor.cookies().set(`__Host-sigma-embed-${new URL(strict.origin).port}`, kept);
    return answer;
  }
  const emailNow = async (): Promise<string> =>
    (await visitor.get('/api/session')).json<{ user: { email: string } }>().user.email;

  it('another one is refused, and the session goes on', async () => {
    assert.equal((await over('one', 'ana@example.com')).status, 200);
    assert.match((await over('one', 'ben@example.com')).location ?? '', /\/login\?reason=wrong_account$/);
    assert.equal(await emailNow(), 'ana@example.com');
    assert.equal((await over('one', 'ana@example.com')).status, 200, 'the same one gets a new session');
    assert.equal(await liveSessions(strict), 1);
  });

  it('it is one’s own choice after a sign-out, after the end of the session, and over a session of another user of the host', async () => {
    await over('one', 'ana@example.com');
    assert.equal((await signOut(visitor)).status, 303);
    assert.equal((await over('one', 'ben@example.com')).status, 200);
    strict.sandbox.clock.advance(strict.config.session.idleMs);
    assert.equal((await over('one', 'ana@example.com')).status, 200);
    assert.equal((await over('two', 'ben@example.com')).status, 200);
    assert.equal(await emailNow(), 'ben@example.com');
    assert.equal(await liveSessions(strict), 1, 'the session of the other one is gone');
  });

  it('a session whose seal has no key here counts as the host user’s: the same Databricks user gets in, no other', async () => {
    await over('one', 'ana@example.com');
    const [old] = strict.config.keyRing;
    const next = { id: 'next', key: secret(Buffer.alloc(32, 7).toString('base64url')) };
    await strict.gateway.useKeys([next, old]);
    await strict.gateway.operator.rewrapSessions({ perSecond: 100 });
    await strict.gateway.useKeys([next]);
    assert.match((await over('one', 'ben@example.com')).location ?? '', /reason=wrong_account$/);
    assert.equal((await over('one', 'ana@example.com')).status, 200);
    assert.equal(await emailNow(), 'ana@example.com');
    await strict.gateway.useKeys([old, next]);
  });

  it('a sign-in that another site leads to passes a page of our own, which brings the cookie', async () => {
    const ask = (site: string): Promise<Response> => {
      const headers = { cookie: 'host=one', 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate' };
      const address = `${strict.origin}/auth/databricks/login?return_to=%2Freports%3Fa%3D%22b`;
      return strict.gateway.fetch(new Request(address, { headers: { ...headers, 'sec-fetch-dest': 'document' } }));
    };
    const between = await ask('cross-site');
    assert.deepEqual([between.status, between.headers.getSetCookie()], [200, []]);
    const href = '/auth/databricks/login?return_to=%2Freports%3Fa%3D%22b';
    assert.ok((await between.text()).includes(`content="0; url=${href}"`));
    for (const site of ['same-origin', 'same-site', 'none']) {
      const begun = await ask(site);
      assert.deepEqual([begun.status, begun.headers.getSetCookie().length], [303, 1], site);
    }
  });
});

it('binding a session costs no read and no write of the store', async () => {
  await signedIn('one');
  await visitor.mint();
  counted.up();
  await visitor.mint();
  await visitor.get('/api/session');
  assert.deepEqual(counted.calls, ['findSession', 'findSession']);
  await demo.gateway.operator.endSessions({});
});

it('with matchEmail, only the Databricks user with the address of the host’s user gets in', async () => {
  const emails: Record<string, string | undefined> = {
    one: 'Ana@Example.com',
    two: 'ben@example.com',
    none: undefined,
  };
  await using strict = await startDemo({
    hostIdentity: {
      user: (request) => {
        const key = request.headers.get('x-host-user') ?? 'none';
        return { key, email: emails[key] };
      },
      matchEmail: true,
    },
  });
  const begin = async (host: string): Promise<Answer> => {
    const headers = { 'x-host-user': host };
    const person = createVisitor(strict.origin);
    const begun = await person.get('/auth/databricks/login', headers);
    return await person.get(await person.allow(begun.location ?? '', 'ana@example.com'), headers);
  };
  assert.equal((await begin('one')).location, `${strict.origin}/dashboard`);
  for (const host of ['two', 'none']) {
    const refused = await begin(host);
    assert.equal(refused.location, `${strict.origin}/login?reason=wrong_account`);
    assert.ok(refused.headers.getSetCookie().every((cookie) => !/^__Host-sigma-embed-\d+=\w/.test(cookie)));
  }
  assert.equal(await liveSessions(strict), 1);
  const page = await createVisitor(strict.origin).get('/login?reason=wrong_account');
  assert.ok(page.text.includes('Another account'));
  assert.equal(page.text.match(/class="button/g)?.length, 1);
});

it('without a host identity a bound session is nobody’s', async () => {
  await using plain = await startDemo();
  const person = createVisitor(plain.origin);
  await person.signIn('ana@example.com');
  const [name = '', value = ''] = [...person.cookies()].find(([one]) => /^__Host-sigma-embed-\d+$/.test(one)) ?? [];
  assert.equal(value.length, 43);
  person.cookies().set(name, `${value}.1.k.AAAA`);
  assert.equal(codeOf(await person.mint()), 'wrong_account');
});

it('keys change without signing anybody out: the seal in the cookie is made anew before its key goes [ST-04]', async () => {
  await signedIn('one');
  const [old] = demo.config.keyRing;
  const next = { id: 'next', key: secret(Buffer.alloc(32, 7).toString('base64url')) };
  const first = visitor.cookies().get(sessionName()) ?? '';
  await demo.gateway.useKeys([next, old]);
  const renewed = await visitor.mint();
  assert.equal(renewed.headers.getSetCookie().length, 1);
  const second = visitor.cookies().get(sessionName()) ?? '';
  assert.equal(second.slice(0, 43), first.slice(0, 43));
  assert.match(second.slice(43), /^\.1\.next\./);
  assert.deepEqual((await visitor.mint()).headers.getSetCookie(), []);
  await demo.gateway.operator.rewrapSessions({ perSecond: 100 });
  await demo.gateway.useKeys([next]);
  assert.equal((await visitor.mint()).status, 200);
  visitor.cookies().set(sessionName(), first);
  assert.equal((await visitor.mint()).status, 503, 'kept until the key is back');
  await demo.gateway.useKeys([old, next]);
  assert.equal((await visitor.mint()).status, 200);
  await demo.gateway.operator.endSessions({});
});

it('a sign-in over a live session, after a change of keys, leaves the new session and not the old one under a new seal [SE-03] [ST-04]', async () => {
  await signedIn('one');
  const first = visitor.cookies().get(sessionName())?.slice(0, 43);
  const [old] = demo.config.keyRing;
  const next = { id: 'next', key: secret(Buffer.alloc(32, 7).toString('base64url')) };
  await demo.gateway.useKeys([next, old]);
  const finished = await visitor.signIn('ana@example.com');
  const set = finished.headers.getSetCookie().filter((cookie) => cookie.startsWith(`${sessionName()}=`));
  assert.equal(set.length, 1, 'one word about the session');
  assert.notEqual(visitor.cookies().get(sessionName())?.slice(0, 43), first);
  assert.equal((await visitor.mint()).status, 200);
  await demo.gateway.useKeys([old, next]);
  await demo.gateway.operator.endSessions({});
});

it('who comes back when session and key are both gone is sent to the sign-in, on every route [ST-04]', async () => {
  for (const isPurged of [false, true]) {
    for (const [route, ask] of Object.entries(ROUTES)) {
      visitor = createVisitor(demo.origin);
      await signedIn('one');
      const [old] = demo.config.keyRing;
      const next = { id: 'next', key: secret(Buffer.alloc(32, 7).toString('base64url')) };
      await demo.gateway.useKeys([next, old]);
      await demo.gateway.operator.rewrapSessions({ perSecond: 100 });
      if (isPurged) await demo.gateway.operator.endSessions({});
      else demo.sandbox.clock.advance(demo.config.session.idleMs);
      await demo.gateway.useKeys([next]);
      const answer = await ask();
      const code = isPurged ? 'not_signed_in' : 'idle_limit';
      if (route.startsWith('GET /dashboard')) assert.match(answer.location ?? '', /\/login\?/);
      else assert.deepEqual([answer.status, codeOf(answer)], [401, code], route);
      assert.equal((await visitor.signIn('ana@example.com')).location, `${demo.origin}/dashboard`);
      assert.equal((await visitor.get('/api/session')).status, 200);
      await demo.gateway.useKeys([old, next]);
      await demo.gateway.operator.endSessions({});
    }
  }
});
