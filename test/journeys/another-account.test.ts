// Somebody else signs in with the same browser: the session before ends, and the page says so, once.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startDemo, type Demo } from '../support/demo.ts';
import { signOut } from '../support/sign-out.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

let demo: Demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo[Symbol.asyncDispose]());

const NOTICE = /You are now signed in as/;
const dashboard = async (visitor: Visitor): Promise<string> => (await visitor.get('/dashboard')).text;
const noticeOf = (visitor: Visitor): [string, string] | undefined =>
  [...visitor.cookies()].find(([name]) => name.endsWith('-notice'));

async function replaced(): Promise<Visitor> {
  const visitor = createVisitor(demo.origin);
  await visitor.signIn('ana@example.com');
  await visitor.signIn('ben@example.com');
  return visitor;
}

it('the next dashboard says who is signed in now and not who was before; the one after says nothing [SE-03]', async () => {
  const visitor = createVisitor(demo.origin);
  await visitor.signIn('ana@example.com');
  assert.doesNotMatch(await dashboard(visitor), NOTICE);
  const old = visitor.cookieHeader();
  const callback = await visitor.signIn('ben@example.com');
  const set = callback.headers.getSetCookie().find((text) => text.includes('-notice='));
  assert.match(set ?? '', /^__Host-[^;]+; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/);
  const page = await dashboard(visitor);
  assert.match(page, /You are now signed in as ben@example\.com/);
  assert.doesNotMatch(page, /ana@example\.com/);
  assert.doesNotMatch(await dashboard(visitor), NOTICE);
  assert.equal(noticeOf(visitor), undefined);
  const gone = await createVisitor(demo.origin).get('/api/session', { cookie: old });
  assert.equal(gone.status, 401, 'the session before is over');
});

it('nothing is said to the same person, nor after a sign-out', async () => {
  const visitor = createVisitor(demo.origin);
  await visitor.signIn('ana@example.com');
  await visitor.signIn('ana@example.com');
  assert.doesNotMatch(await dashboard(visitor), NOTICE);
  await signOut(visitor);
  await visitor.signIn('ben@example.com');
  assert.doesNotMatch(await dashboard(visitor), NOTICE);
});

it('a notice is of one session: elsewhere, changed, or in place of another cookie it is nothing [SE-13]', async () => {
  const [name = '', value = ''] = noticeOf(await replaced()) ?? [];
  const mia = createVisitor(demo.origin);
  await mia.signIn('mia@example.com');
  const session = [...mia.cookies()].find(([key]) => !key.includes('-login-'))?.[0] ?? '';
  for (const text of [value, `${value}x`, '', '%']) {
    const page = await mia.get('/dashboard', { cookie: `${mia.cookieHeader()}; ${name}=${text}` });
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.text, NOTICE);
  }
  const asSession = await mia.get('/api/session', { cookie: `${session}=${value}` });
  assert.equal(asSession.status, 401);
});
