// One gateway, two Databricks workspaces: the answer of one never passes for the answer of the other, nor does a session.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { NAMES, startTwoWorkspaces, type Name, type TwoWorkspaces } from '../support/two-workspaces.ts';
import type { Answer, Visitor } from '../support/visitor.ts';

let two: TwoWorkspaces;
before(async () => {
  two = await startTwoWorkspaces();
});
after(() => two[Symbol.asyncDispose]());

const other = (name: Name): Name => (name === 'home' ? 'eu' : 'home');
const COOKIE: Readonly<Record<Name, string>> = { home: '', eu: '.eu' };
const sessionCookie = (name: Name): string => `__Host-sigma-embed-${new URL(two.demo.origin).port}${COOKIE[name]}`;

function reasonOf(answer: Answer): string | null {
  const url = new URL(answer.location ?? '', two.demo.origin);
  assert.equal(url.pathname, '/login', answer.text);
  assert.deepEqual(
    [...url.searchParams.keys()].filter((name) => name !== 'workspace' && name !== 'return_to'),
    ['reason'],
    'no code or state stays in the address [OA-18]',
  );
  return url.searchParams.get('reason');
}

/** The parts of an answer, each of one workspace. `iss` may be missing too. */
interface Mixed {
  readonly path: Name;
  readonly code: Name;
  readonly state: Name;
  readonly iss: Name | 'none';
}

function everyMix(): Mixed[] {
  const mixed: Mixed[] = [];
  for (const path of NAMES) {
    for (const code of NAMES) {
      for (const state of NAMES) for (const iss of [...NAMES, 'none'] as const) mixed.push({ path, code, state, iss });
    }
  }
  return mixed;
}

type Answers = Readonly<Record<Name, URL>>;

function mix(answers: Answers, { code, iss, path, state }: Mixed): string {
  const url = new URL(answers[path].pathname, two.demo.origin);
  url.searchParams.set('code', answers[code].searchParams.get('code') ?? '');
  url.searchParams.set('state', answers[state].searchParams.get('state') ?? '');
  if (iss !== 'none') url.searchParams.set('iss', answers[iss].searchParams.get('iss') ?? '');
  return url.href;
}

async function bothUnderWay(): Promise<{ readonly visitor: Visitor; readonly answers: Answers }> {
  const visitor = two.visitor();
  const home = await two.consent(visitor, 'home', 'ana@example.com');
  const eu = await two.consent(visitor, 'eu', 'ana@example.com');
  return { visitor, answers: { home, eu } };
}

describe('answers of two workspaces, mixed in every way, in the browser that began both', () => {
  it('have each their own redirect URI and issuer [OA-04] [OA-10]', async () => {
    const { answers } = await bothUnderWay();
    assert.equal(answers.home.pathname, '/auth/databricks/callback');
    assert.equal(answers.eu.pathname, '/auth/databricks/callback/eu');
    assert.notEqual(answers.home.searchParams.get('iss'), answers.eu.searchParams.get('iss'));
  });

  for (const mixed of everyMix()) {
    const { code, iss, path, state } = mixed;
    const rest = [state, ...(iss === 'none' ? [] : [iss])];
    // All of the answer is right, or all but the code, which nobody but the one who gave it knows: below.
    if (rest.every((name) => name === path)) continue;
    it(`to ${path} comes the code of ${code}, the state of ${state}, the issuer of ${iss}: refused, no token call to either [OA-04] [OA-05]`, async () => {
      const { answers, visitor } = await bothUnderWay();
      const calls = two.tokenCalls();
      const expected = path === state ? 'issuer_mismatch' : 'state_unknown';
      assert.equal(reasonOf(await visitor.get(mix(answers, mixed))), expected);
      assert.deepEqual(two.tokenCalls(), calls);
      for (const name of NAMES) assert.match((await visitor.get(answers[name].href)).location ?? '', /\/dashboard/);
    });
  }

  for (const name of NAMES) {
    for (const iss of [name, 'none'] as const) {
      it(`the code of ${other(name)} in an answer of ${name}, issuer of ${iss}: asked for at ${name} alone, which does not know it [OA-04]`, async () => {
        const { answers, visitor } = await bothUnderWay();
        const calls = two.tokenCalls();
        const mixed = { path: name, state: name, code: other(name), iss } as const;
        assert.equal(reasonOf(await visitor.get(mix(answers, mixed))), 'login_refused');
        assert.deepEqual(two.tokenCalls(), { ...calls, [name]: calls[name] + 1 });
        assert.ok(!visitor.cookies().has(sessionCookie(name)), 'there is no session');
      });
    }
  }
});

for (const name of NAMES) {
  it(`the answer of ${name} in a browser that signs in at ${other(name)} only is refused, no token call to either [OA-02] [OA-04]`, async () => {
    const { answers } = await bothUnderWay();
    const stranger = two.visitor();
    await two.consent(stranger, other(name), 'ben@example.com');
    const calls = two.tokenCalls();
    assert.equal(reasonOf(await stranger.get(answers[name].href)), 'state_unknown');
    assert.deepEqual(two.tokenCalls(), calls);
  });

  it(`the attempt at ${name} under the name of the one at ${other(name)} opens nothing [OA-04] [SE-13]`, async () => {
    const { answers, visitor } = await bothUnderWay();
    const attempts = [...visitor.cookies()].filter(([key]) => key.includes('-login-'));
    const swapped = attempts.map(([key], at) => `${key}=${attempts[1 - at]?.[1]}`).join('; ');
    const calls = two.tokenCalls();
    assert.equal(reasonOf(await visitor.get(answers[name].href, { cookie: swapped })), 'state_unknown');
    assert.deepEqual(two.tokenCalls(), calls);
  });
}

it('an answer for a workspace that does not exist is refused, also under the name of the one of the environment', async () => {
  const { answers, visitor } = await bothUnderWay();
  const calls = two.tokenCalls();
  for (const alias of ['us', 'default', 'EU', '__proto__', 'eu/eu']) {
    const answer = await visitor.get(`/auth/databricks/callback/${alias}${answers.home.search}`);
    assert.ok(answer.status === 404 || reasonOf(answer) === 'not_found', `${alias}: ${answer.status}`);
  }
  assert.deepEqual(two.tokenCalls(), calls);
});

describe('a session belongs to its workspace', () => {
  const ids = async (email: string): Promise<{ visitor: Visitor; id: Readonly<Record<Name, string>> }> => {
    const visitor = two.visitor();
    for (const name of NAMES) await two.signIn(visitor, name, email);
    const id = Object.fromEntries(NAMES.map((name) => [name, visitor.cookies().get(sessionCookie(name)) ?? '']));
    return { visitor, id: id as Record<Name, string> };
  };

  it('each embed gets a token of its own workspace, and neither workspace ever sees a token or a secret of the other [RF-12] [OA-04]', async () => {
    const { visitor } = await ids('ana@example.com');
    for (const name of NAMES) {
      const { embedUrl } = (await two.mint(visitor, name)).json<{ embedUrl: string }>();
      await two.at[name].sigma.open(embedUrl);
      assert.ok(two.at[name].databricks.statements('ana@example.com').length > 0, 'the warehouse took the token');
      await assert.rejects(two.at[other(name)].sigma.open(embedUrl));
    }
    const sentTo = (name: Name): string =>
      two.sent
        .filter(({ origin }) => origin === two.at[name].databricks.origin)
        .map(({ text }) => text)
        .join('\n');
    const tokensSentTo = (name: Name): string[] => sentTo(name).match(/(?<=Bearer )\S+/g) ?? [];
    for (const name of NAMES) {
      const [app] = two.at[name].databricks.apps;
      for (const secret of [app?.clientId ?? '', app?.clientSecret ?? '', ...tokensSentTo(name)]) {
        assert.ok(secret.length > 20 && sentTo(name).includes(secret));
        assert.ok(!sentTo(other(name)).includes(secret));
      }
    }
  });

  for (const from of NAMES) {
    for (const to of NAMES) {
      it(`the session of ${from} in the cookie of ${to}: ${from === to ? 'works' : 'nobody is signed in, and it still works in its own'} [SE-13] [OA-04]`, async () => {
        const { id } = await ids('ana@example.com');
        const browser = two.visitor();
        const calls = two.tokenCalls();
        const header = { cookie: `${sessionCookie(to)}=${id[from]}` };
        const wanted = from === to ? 200 : 401;
        const asked = await browser.get(`/api/session?embed=${to}`, header);
        assert.equal(asked.status, wanted);
        const minted = await browser.send('POST', '/api/embed-url', {
          headers: { ...header, 'content-type': 'application/json', 'x-sigma-embed': '1', origin: two.demo.origin },
          body: JSON.stringify({ embed: to }),
        });
        assert.equal(minted.status, wanted);
        const page = await browser.get(`/dashboard/${to}`, header);
        assert.equal(page.status, from === to ? 200 : 303);
        for (const answer of from === to ? [] : [asked, minted, page]) {
          assert.deepEqual(answer.headers.getSetCookie(), [], 'no refusal touches a cookie');
        }
        assert.deepEqual(two.tokenCalls(), calls);
        const own = { cookie: `${sessionCookie(from)}=${id[from]}` };
        assert.equal((await browser.get(`/api/session?embed=${from}`, own)).status, 200);
      });
    }
  }

  it('being signed in at one is not being signed in at the other, and says which one to sign in to', async () => {
    const visitor = two.visitor();
    await two.signIn(visitor, 'home', 'ana@example.com');
    assert.equal((await two.mint(visitor, 'home')).status, 200);
    assert.equal((await two.mint(visitor, 'eu')).json()['code'], 'not_signed_in');
    const page = await visitor.get('/dashboard/eu');
    const login = new URL(page.location ?? '');
    assert.equal(login.searchParams.get('workspace'), 'eu');
    assert.match((await visitor.get(login.href)).text, /in the workspace\s+<strong>Europe<\/strong>/);
    assert.equal((await two.mint(visitor, 'home')).status, 200, 'and the other session is still there');
  });

  it('different people may be signed in at the two; a sign-in at one ends nothing at the other [SE-03]', async () => {
    const visitor = two.visitor();
    await two.signIn(visitor, 'home', 'ana@example.com');
    await two.signIn(visitor, 'eu', 'ben@example.com');
    await two.signIn(visitor, 'eu', 'mia@example.com');
    const who = async (name: Name): Promise<string> =>
      (await visitor.get(`/api/session?embed=${name}`)).json<{ user: { email: string } }>().user.email;
    assert.equal(await who('home'), 'ana@example.com');
    assert.equal(await who('eu'), 'mia@example.com');
  });

  it('signing out ends both, and each grant is revoked nowhere but at home [OA-19] [SE-11]', async () => {
    const { id, visitor } = await ids('ben@example.com');
    const form = (await visitor.get('/logout')).text;
    assert.match(form, /signs you out of every workspace/);
    const token = /name="form_token" value="([^"]+)"/.exec(form)?.[1] ?? '';
    const out = await visitor.send('POST', '/logout', {
      headers: { origin: two.demo.origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ form_token: token }).toString(),
    });
    assert.equal(out.status, 303);
    for (const name of NAMES) {
      assert.ok(!visitor.cookies().has(sessionCookie(name)));
      const header = { cookie: `${sessionCookie(name)}=${id[name]}` };
      assert.equal((await two.visitor().get(`/api/session?embed=${name}`, header)).status, 401);
    }
  });
});

it('an outage of one workspace stops refreshes of that one only [RF-07]', async () => {
  const visitor = two.visitor();
  for (const name of NAMES) await two.signIn(visitor, name, 'ana@example.com');
  two.demo.sandbox.clock.advance(59 * 60_000);
  two.at.eu.faults.add({ vendor: 'databricks', pattern: 'POST /oidc/v1/token', status: 503, body: '' });
  assert.equal((await two.mint(visitor, 'eu')).status, 503);
  const calls = two.tokenCalls();
  assert.equal((await two.mint(visitor, 'eu')).status, 503);
  assert.equal(two.tokenCalls().eu, calls.eu, 'the pause of eu holds');
  assert.equal((await two.mint(visitor, 'home')).status, 200, 'and home knows nothing of it');
  two.at.eu.faults.clear();
});
