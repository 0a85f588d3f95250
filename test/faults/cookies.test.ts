// Cookie headers as no browser of a friendly viewer sends them.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { startDemo, type Demo } from '../support/demo.ts';
import { signOut } from '../support/sign-out.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

let demo: Demo;
let ana: Visitor;
before(async () => {
  demo = await startDemo();
  ana = createVisitor(demo.origin);
  await ana.signIn('ana@example.com');
});
after(async () => {
  await demo[Symbol.asyncDispose]();
});

const sessionName = (): string => `__Host-sigma-embed-${new URL(demo.origin).port}`;
const own = (): string => `${sessionName()}=${ana.cookies().get(sessionName())}`;
const stranger = (): Visitor => createVisitor(demo.origin);

/** What each address says to somebody without a session. */
const SIGNED_OUT: readonly (readonly [method: string, path: string, status: number])[] = [
  ['GET', '/', 303],
  ['GET', '/dashboard', 303],
  ['GET', '/dashboard/default', 303],
  ['GET', '/api/session', 401],
  ['GET', '/logout', 200],
];

it('without a cookie every address says what to do, and removes no cookie that is not there', async () => {
  for (const [method, path, status] of SIGNED_OUT) {
    const answer = await stranger().send(method, path);
    assert.equal(answer.status, status, path);
    if (path.startsWith('/dashboard')) {
      const url = new URL(answer.location ?? '');
      assert.equal(url.pathname, '/login');
      assert.deepEqual(Object.fromEntries(url.searchParams), { reason: 'not_signed_in', return_to: path });
    }
  }
  const minted = await stranger().mint();
  assert.equal(minted.status, 401);
  assert.equal(minted.json()['code'], 'not_signed_in');
});

it('a cookie that belongs to no session, or has another form, is no session, and a late answer removes none', async () => {
  const values = ['', 'x', 'A'.repeat(42), 'A'.repeat(43), 'A'.repeat(44), '%00'.repeat(14), '"quoted"', 'ÿ', '{}'];
  for (const value of values) {
    const answer = await stranger().get('/api/session', { cookie: `${sessionName()}=${value}` });
    assert.equal(answer.status, 401, value);
    assert.equal(answer.json()['code'], 'not_signed_in');
    assert.deepEqual(answer.headers.getSetCookie(), [], 'the browser may have signed in again meanwhile');
  }
});

it("other programs' cookies, and those of a gateway on another port, are left alone", async () => {
  const foreign = ['theme=dark', '__Host-sigma-embed-1=abc', '__Host-sigma-embed=abc', 'sigma-embed=x', '=', ';;', 'a'];
  const cookie = `${foreign.join('; ')}; ${own()}; __Secure-next=${'z'.repeat(500)}`;
  const answer = await stranger().get('/api/session', { cookie });
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.headers.getSetCookie(), []);
  const begun = await stranger().get('/auth/databricks/login', { cookie });
  assert.equal(begun.headers.getSetCookie().length, 1, 'only the attempt of this sign-in');
});

it('two session cookies at every address that needs a session: none of them counts [SE-06]', async () => {
  const cookie = `${own()}; ${sessionName()}=${'B'.repeat(43)}`;
  assert.equal((await stranger().get('/api/session', { cookie })).json()['code'], 'cookie_duplicate');
  assert.match((await stranger().get('/dashboard', { cookie })).location ?? '', /\/login\?reason=cookie_duplicate/);
  const minted = await stranger().send('POST', '/api/embed-url', {
    headers: { cookie, origin: demo.origin, 'content-type': 'application/json', 'x-sigma-embed': '1' },
    body: '{}',
  });
  assert.equal(minted.json()['code'], 'cookie_duplicate');
  assert.equal((await ana.get('/api/session')).status, 200, "the owner's session lives");
});

it('cookies over 16 KiB get 431 with the cure; just under, the session is found [SE-07] [RL-05]', async () => {
  const over = await stranger().get('/api/session', { cookie: `big=${'x'.repeat(17_000)}; ${own()}` });
  assert.equal(over.status, 431);
  assert.match(over.text, /too many cookies/);
  assert.equal(over.headers.get('cache-control'), 'no-store');
  const under = await stranger().get('/api/session', { cookie: `big=${'x'.repeat(15_000)}; ${own()}` });
  assert.equal(under.status, 200);
});

it('a session cookie behind more pairs than any browser sends is not looked for', async () => {
  const cookie = `${Array.from({ length: 300 }, (_, n) => `c${n}=1`).join('; ')}; ${own()}`;
  assert.equal((await stranger().get('/api/session', { cookie })).status, 401);
});

it('login attempts that were planted, broken or copied make no difference to a new sign-in [OA-17]', async () => {
  const visitor = stranger();
  const prefix = `${sessionName()}-login-`;
  for (const [name, value] of [
    [`${prefix}${'a'.repeat(22)}`, 'rubbish'],
    [`${prefix}x`, ''],
    [prefix, '1.k.aaaa'],
    [`${prefix}__proto__`, '1.k.bbbb'],
  ] as const) {
    visitor.cookies().set(name, value);
  }
  const answer = await visitor.signIn('ana@example.com');
  assert.match(answer.location ?? '', /\/dashboard$/);
  assert.equal((await visitor.get('/api/session')).status, 200);
  const left = [...visitor.cookies().keys()].filter((name) => name.startsWith(`${prefix}a`));
  assert.deepEqual(left, [], 'unreadable attempts were removed');
});

it('one attempt twice in the header finishes nothing; the true pair alone does [OA-02]', async () => {
  const visitor = stranger();
  const callback = await visitor.consent('ana@example.com');
  const cookie = visitor.cookieHeader();
  const twice = await stranger().get(callback, { cookie: `${cookie}; ${cookie}` });
  assert.match(twice.location ?? '', /reason=state_unknown$/);
  assert.match((await visitor.get(callback)).location ?? '', /\/dashboard$/);
});

describe('a session whose row was damaged ends alone, and leaves nobody stuck [ST-08]', () => {
  const damaged = async (): Promise<Visitor> => {
    const visitor = stranger();
    await visitor.signIn('ben@example.com');
    const db = new DatabaseSync(join(demo.folder, 'sessions.db'));
    db.exec("UPDATE sessions SET groups = '{' WHERE rowid = (SELECT max(rowid) FROM sessions)");
    db.close();
    return visitor;
  };
  const rows = (): number => {
    const db = new DatabaseSync(join(demo.folder, 'sessions.db'));
    const count = db.prepare("SELECT count(*) AS n FROM sessions WHERE groups = '{'").get()?.['n'];
    db.close();
    return Number(count);
  };

  it('a request is told once, and the row goes', async () => {
    const visitor = await damaged();
    assert.equal((await visitor.get('/api/session')).json()['code'], 'session_unreadable');
    assert.equal(rows(), 0);
    assert.equal((await visitor.get('/api/session')).json()['code'], 'not_signed_in');
  });

  it('a new sign-in over it works', async () => {
    const visitor = await damaged();
    const answer = await visitor.signIn('ben@example.com');
    assert.match(answer.location ?? '', /\/dashboard$/);
    assert.equal((await visitor.get('/api/session')).status, 200);
    assert.equal(rows(), 0);
  });

  it('a sign-out removes it', async () => {
    const visitor = await damaged();
    assert.equal((await signOut(visitor)).status, 303);
    assert.equal(visitor.cookies().size, 0);
    assert.equal(rows(), 0);
  });

  it('everybody else stays signed in', async () => {
    assert.equal((await ana.mint()).status, 200);
  });
});
