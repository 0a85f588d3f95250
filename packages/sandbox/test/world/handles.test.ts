// What a test asks and does behind the vendors' backs: in this process, and over the control routes from another.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startDemo, type Demo } from '../../../../test/support/demo.ts';
import { createVisitor } from '../../../../test/support/visitor.ts';
import { connectToSandbox, EmbedRefusal, SandboxRefusal, startSandbox, type SandboxClient } from '../../src/index.ts';

let demo: Demo;
let client: SandboxClient;
before(async () => {
  demo = await startDemo();
  demo.sandbox.beginHere();
  client = connectToSandbox(demo.sandbox.databricks.origin);
});
after(() => demo[Symbol.asyncDispose]());
beforeEach(() => demo.sandbox.reset());

/** Signs in at the gateway and loads an embed URL as a frame would. */
async function openEmbed(email: string): Promise<{ mint(): Promise<number> }> {
  const person = createVisitor(demo.origin);
  await person.signIn(email);
  const mint = async (): Promise<number> => {
    const answer = await person.mint();
    if (answer.status === 200) await fetch((JSON.parse(answer.text) as { embedUrl: string }).embedUrl);
    return answer.status;
  };
  assert.equal(await mint(), 200);
  return { mint };
}

describe('the handle of Sigma', () => {
  it('tells the last embed, whose it was and which token it carried', async () => {
    await openEmbed('ana@example.com');
    await openEmbed('ben@example.com');
    const last = demo.sandbox.sigma.lastEmbed();
    assert.equal(last?.person, 'ben@example.com');
    assert.equal(last.workbook, 'Taxi by area');
    assert.deepEqual(Object.keys(last.tokens), [demo.sandbox.world.connectionId]);
    assert.equal(demo.sandbox.sigma.lastEmbed('ana@example.com')?.person, 'ana@example.com');
    assert.equal(demo.sandbox.sigma.embeds().length, 2);
    assert.deepEqual(demo.sandbox.sigma.user('ana@example.com'), {
      email: 'ana@example.com',
      kind: 'embed',
      accountType: 'View',
      teams: ['Sales_People'],
      attributes: {},
    });
    assert.equal(demo.sandbox.sigma.user('nobody@example.com'), undefined);
  });

  it('tells refusals with the check that refused', async () => {
    await fetch(`${demo.sandbox.sigma.origin}/sandbox/workbook/nothere?:embed=true&:jwt=a.b.c`);
    assert.equal(demo.sandbox.sigma.lastRefusal()?.check, 'unknown_workbook');
    assert.equal(demo.sandbox.sigma.refusals('ana@example.com').length, 0);
  });

  it('ends embeds', async () => {
    await openEmbed('ana@example.com');
    assert.equal(demo.sandbox.sigma.endEmbeds('ben@example.com'), 0);
    assert.equal(demo.sandbox.sigma.endEmbeds('ana@example.com'), 1);
    assert.equal(demo.sandbox.sigma.lastEmbed()?.ended, true);
  });

  it('refuses switches and positions that do not exist', () => {
    const set = (patch: object): void => demo.sandbox.sigma.setSwitches(patch);
    assert.throws(() => set({ singleUsed: true }), /There is no switch "singleUsed"/);
    assert.throws(() => set({ tokenDeath: 'explosion' }), /takes "sign_in_page" or "chart_errors"/);
  });
});

describe('the handle of Databricks', () => {
  it('tells who is signed in and how long their tokens live', async () => {
    await openEmbed('ana@example.com');
    const [ana, ...others] = demo.sandbox.databricks.signedIn();
    assert.equal(others.length, 0);
    assert.equal(ana?.person, 'ana@example.com');
    assert.ok(ana.scopes.includes('offline_access'));
    const [access = 0] = ana.accessTokens;
    assert.ok(Math.abs(access - demo.sandbox.clock.now() - 3_600_000) < 60_000);
    demo.sandbox.clock.advance(3_700_000);
    assert.deepEqual(demo.sandbox.databricks.signedIn('ana@example.com')[0]?.accessTokens, []);
    assert.equal(demo.sandbox.databricks.signedIn('ben@example.com').length, 0);
  });

  it('ends access tokens, and refreshing goes on', async () => {
    const { mint } = await openEmbed('ana@example.com');
    const token = Object.values(demo.sandbox.sigma.lastEmbed()?.tokens ?? {})[0] ?? '';
    const me = async (): Promise<number> =>
      (
        await fetch(`${demo.sandbox.databricks.origin}/api/2.0/preview/scim/v2/Me`, {
          headers: { authorization: `Bearer ${token}` },
        })
      ).status;
    assert.equal(await me(), 200);
    assert.equal(demo.sandbox.databricks.expireAccessTokens('ana@example.com'), 1);
    assert.equal(await me(), 403);
    demo.sandbox.clock.advance(3_500_000);
    assert.equal(await mint(), 200);
    assert.equal(demo.sandbox.events.count('token.refreshed'), 1);
  });

  it('ends grants, and refreshing fails', async () => {
    const { mint } = await openEmbed('ana@example.com');
    assert.equal(demo.sandbox.databricks.endGrants('ana@example.com'), 1);
    // What is left of the access token serves before.
    demo.sandbox.clock.advance(3_590_000);
    assert.equal(await mint(), 401);
  });

  it('tells who ran what, and what failed', async () => {
    await openEmbed('eve@example.com');
    const token = Object.values(demo.sandbox.sigma.lastEmbed()?.tokens ?? {})[0] ?? '';
    await fetch(`${demo.sandbox.databricks.origin}/api/2.0/sql/statements`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({
        statement: 'SELECT count(*) FROM demo.taxi.trips',
        warehouse_id: demo.sandbox.world.warehouseId,
        wait_timeout: '30s',
      }),
    });
    const [ran] = demo.sandbox.databricks.statements('eve@example.com');
    assert.equal(ran?.statement, 'SELECT count(*) FROM demo.taxi.trips');
    assert.equal(ran.outcome, 'failed');
    assert.match(ran.message ?? '', /INSUFFICIENT_PERMISSIONS/);
    assert.deepEqual(demo.sandbox.databricks.statements('ana@example.com'), []);
  });
});

describe('from another process', () => {
  it('faults, the clock, switches and people can be moved', async () => {
    const id = await client.faults.add({ vendor: 'databricks', pattern: 'GET /.well-known/*', status: 500 });
    assert.deepEqual(
      (await client.faults.list()).map((one) => one.id),
      [id],
    );
    await client.faults.remove(id);
    await client.faults.add({ vendor: 'sigma', pattern: 'GET /', cut: true });
    await client.faults.clear();
    assert.equal((await client.faults.list()).length, 0);
    const readAt = await client.clock.now();
    await client.clock.advance(60_000);
    assert.ok((await client.clock.now()) - readAt >= 60_000);
    await client.setSwitches({ sigma: { singleUse: false }, databricks: { idTokenEmail: true } });
    assert.equal(demo.sandbox.sigma.switches.singleUse, false);
    await openEmbed('ana@example.com');
    assert.equal(await client.endEmbeds('ana@example.com'), 1);
    assert.equal(await client.expireAccessTokens('ana@example.com'), 1);
    assert.equal(await client.endGrants('ana@example.com'), 1);
    await client.reset();
    assert.equal(demo.sandbox.sigma.switches.singleUse, true);
  });

  it('events are waited for', async () => {
    const waiting = client.events.waitFor('embed.opened', { person: 'ana@example.com', timeoutMs: 30_000 });
    await openEmbed('ana@example.com');
    assert.equal((await waiting).kind, 'embed.opened');
    assert.ok((await client.events.list({ vendor: 'sigma' })).length > 0);
    await client.events.clear();
    assert.deepEqual(await client.events.list(), []);
    await assert.rejects(client.events.waitFor('embed.opened', { timeoutMs: 1 }), /No embed\.opened within 1 ms/);
  });

  it('a snapshot comes back', async () => {
    await openEmbed('ana@example.com');
    const snapshot = await client.snapshot();
    await client.reset();
    assert.equal(demo.sandbox.sigma.embeds().length, 0);
    await client.restore(snapshot);
    assert.equal(demo.sandbox.sigma.embeds().length, 1);
  });

  it("what cannot be followed is refused in the sandbox's own words, and nothing is half done", async () => {
    await assert.rejects(
      client.setSwitches({ databricks: { idTokenEmail: true }, sigma: { nothing: true } }),
      (error: unknown) =>
        error instanceof SandboxRefusal && error.status === 400 && /There is no switch "nothing"/.test(error.message),
    );
    assert.equal(demo.sandbox.databricks.switches.echoNonce, true);
    await assert.rejects(client.restore(99), /There is no such snapshot/);
    await assert.rejects(client.faults.remove(99), /There is no such fault/);
  });
});

describe('an embed opened without a browser', () => {
  /** The embed URL of somebody who signed in at the gateway. */
  async function urlFor(email: string): Promise<string> {
    const person = createVisitor(demo.origin);
    await person.signIn(email);
    return (await person.mint()).json<{ embedUrl: string }>().embedUrl;
  }

  it('shows what the viewer may see, in the order of its columns', async () => {
    const { elements } = await demo.sandbox.sigma.open(await urlFor('ana@example.com'));
    const trips = elements['trips'];
    assert.equal(trips?.failure, undefined);
    assert.equal(trips?.rows.length, 100);
    const zip = trips.columns.indexOf('Pickup zip');
    assert.ok(trips.rows.every((row) => /^10[0-2]\d\d$/.test(row[zip] ?? '')));
    const people = new Set(demo.sandbox.databricks.statements().map(({ person }) => person));
    assert.deepEqual([...people], ['ana@example.com']);
  });

  it('shows all of them, however small the chunks are in which Databricks sends them', async () => {
    demo.sandbox.databricks.setSwitches({ chunkRows: 7 });
    const { elements } = await demo.sandbox.sigma.open(await urlFor('ana@example.com'));
    assert.equal(elements['trips']?.rows.length, 100);
  });

  it('tells per element why there are no rows', async () => {
    const { elements } = await demo.sandbox.sigma.open(await urlFor('eve@example.com'));
    assert.equal(elements['trips']?.failure?.code, 'EACCES');
    assert.deepEqual(elements['trips'].rows, []);
  });

  it('is refused in the words of the frame', async () => {
    const url = await urlFor('ana@example.com');
    await demo.sandbox.sigma.open(url);
    await assert.rejects(
      demo.sandbox.sigma.open(url),
      (error: unknown) =>
        error instanceof EmbedRefusal && error.code === 'EINVAL' && /jti has already been used/.test(error.message),
    );
  });

  it('meets the faults of Sigma, and keeps a session that is in a cookie', async () => {
    demo.sandbox.sigma.setSwitches({ embedSession: 'cookie' });
    assert.equal(
      (await demo.sandbox.sigma.open(await urlFor('mia@example.com'))).elements['trips']?.failure,
      undefined,
    );
    demo.sandbox.faults.add({ vendor: 'sigma', pattern: 'POST /sandbox/api/query', cut: true });
    const { elements } = await demo.sandbox.sigma.open(await urlFor('mia@example.com'));
    assert.equal(elements['trips']?.failure?.code, 'NETWORK');
    demo.sandbox.faults.add({ vendor: 'sigma', pattern: 'GET /sandbox/*', status: 502 });
    await assert.rejects(demo.sandbox.sigma.open(await urlFor('mia@example.com')), /did not load \(status 502\)/);
  });
});

describe('a token without a sign-in', () => {
  it('is one that Databricks takes, and shows among who is signed in', async () => {
    const token = await demo.sandbox.databricks.tokenFor('ben@example.com');
    const answer = await fetch(`${demo.sandbox.databricks.origin}/api/2.0/preview/scim/v2/Me`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(((await answer.json()) as { userName: string }).userName, 'ben@example.com');
    assert.equal(demo.sandbox.databricks.signedIn('ben@example.com').length, 1);
  });

  it('is not there for somebody whom the sandbox does not know', async () => {
    await assert.rejects(
      demo.sandbox.databricks.tokenFor('kim@example.com'),
      /Nobody signs in here as kim@example\.com/,
    );
  });
});

it('many sandboxes live in one process and know nothing of each other', async () => {
  const all = await Promise.all(Array.from({ length: 5 }, () => startSandbox()));
  try {
    assert.equal(new Set(all.map(({ sigma }) => sigma.origin)).size, 5);
    all[0]?.clock.advance(86_400_000);
    all[0]?.faults.add({ vendor: 'sigma', pattern: 'GET /', status: 500 });
    const answers = await Promise.all(all.map(async ({ sigma }) => (await fetch(sigma.origin)).status));
    assert.deepEqual(answers, [500, 200, 200, 200, 200]);
  } finally {
    await Promise.all(all.map((one) => one.close()));
  }
});
