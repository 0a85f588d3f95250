// Secrets are looked for in every byte that leaves the gateway or stays on the disk.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { startDemo, type Demo } from '../support/demo.ts';
import { leaksOf, tokenShapes } from '../support/secrets.ts';
import { createVisitor, type Answer } from '../support/visitor.ts';

let demo: Demo;
/** Tokens, codes and verifiers seen on the wire between the gateway and Databricks. */
const canaries: Record<string, string> = {};
const answers: Answer[] = [];
const embedUrls: string[] = [];

/** Stands between gateway and Databricks and remembers every secret that passes. */
async function listen(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  const sent = await request.clone().text();
  for (const [name, value] of new URLSearchParams(sent)) {
    if (['code', 'code_verifier', 'refresh_token', 'client_secret'].includes(name)) remember(name, value);
  }
  const response = await fetch(request);
  if (request.url.endsWith('/token')) {
    const body = (await response.clone().json()) as Record<string, unknown>;
    for (const name of ['access_token', 'refresh_token', 'id_token']) {
      if (typeof body[name] === 'string') remember(name, body[name]);
    }
  }
  return response;
}

function remember(name: string, value: string): void {
  canaries[`${name} ${Object.keys(canaries).length}`] = value;
}

before(async () => {
  demo = await startDemo({ fetch: listen });
  const visitor = createVisitor(demo.origin);
  const crawl = async (): Promise<void> => {
    for (const path of [
      '/',
      '/login',
      '/login?reason=grant_ended',
      '/dashboard',
      '/dashboard/default',
      '/dashboard/no',
      '/api/session',
      '/logout',
      '/health',
      '/ready',
      '/nothing',
      '/assets/dashboard.js',
      '/auth/databricks/callback?state=x&code=y',
    ]) {
      answers.push(await visitor.get(path));
    }
    const minted = await visitor.mint();
    answers.push(minted, await visitor.mint('unknown'));
    if (minted.status === 200) embedUrls.push(String(minted.json()['embedUrl']));
  };
  await crawl();
  const callback = await visitor.consent('ana@example.com');
  remember('state', new URL(callback).searchParams.get('state') ?? '');
  for (const [name, value] of visitor.cookies()) remember(`cookie ${name}`, value);
  answers.push(await visitor.get(callback));
  for (const [name, value] of visitor.cookies()) remember(`cookie ${name}`, value);
  await crawl();
  demo.sandbox.clock.advance(55 * 60_000);
  await crawl();
  for (const [index, status] of [500, 403, 401].entries()) {
    demo.sandbox.clock.advance(56 * 60_000 * (index === 0 ? 1 : 0.2));
    demo.sandbox.faults.add({
      vendor: 'databricks',
      pattern: 'POST /oidc/v1/token',
      status,
      body: '<html>secret upstream body</html>',
      times: 1,
    });
    await crawl();
  }
  demo.sandbox.faults.clear();
  canaries['client secret'] = demo.config.workspaces[0].clientSecret?.reveal() ?? '';
  canaries['embed secret'] = demo.config.sigma.secret.reveal();
  const [sealing] = demo.config.keyRing;
  assert.ok('key' in sealing);
  canaries['ring key'] = sealing.key.reveal();
  canaries['upstream body'] = 'secret upstream body';
});
after(async () => {
  await demo[Symbol.asyncDispose]();
});

it('the crawl has met every kind of secret', () => {
  for (const kind of ['access_token', 'refresh_token', 'id_token', 'code', 'code_verifier', 'cookie', 'state']) {
    assert.ok(
      Object.keys(canaries).some((name) => name.startsWith(kind)),
      kind,
    );
  }
  assert.ok(embedUrls.length >= 2);
});

it('no answer carries a token, a code or a key; only the embed URL carries the token, encrypted [SE-15] [WB-12]', () => {
  for (const answer of answers) {
    const { cookie: _, ...headers } = Object.fromEntries(
      [...answer.headers].filter(([name]) => name !== 'set-cookie' && name !== 'location'),
    );
    const text = answer.text.replaceAll(/:jwt=[\w.-]+/g, ':jwt=');
    const found = leaksOf(`${text}${JSON.stringify(headers)}`, canaries);
    assert.deepEqual(found, [], answer.url);
    assert.deepEqual(tokenShapes(text), [], answer.url);
    assert.ok(!/\bat .*\.ts:\d+|SQLITE|SELECT |node:internal/.test(text), `no stack or SQL in ${answer.url}`);
  }
  for (const url of embedUrls) {
    const claims = Buffer.from(new URL(url).searchParams.get(':jwt')?.split('.')[1] ?? '', 'base64url').toString(
      'utf8',
    );
    assert.deepEqual(leaksOf(claims, canaries), []);
  }
});

it('no log line carries a secret, at any level [LG-01] [EM-09]', () => {
  const all = demo.logs.join('');
  assert.ok(demo.logs.length > 20);
  assert.deepEqual(leaksOf(all, canaries), []);
  assert.deepEqual(tokenShapes(all), []);
  for (const url of embedUrls) assert.ok(!all.includes(url.slice(-40)), 'no embed URL is logged');
  for (const line of all.trim().split('\n')) assert.doesNotThrow(() => JSON.parse(line), 'one line is one JSON object');
});

it('no file of the database carries a secret, whatever the encoding [ST-07]', () => {
  const names = readdirSync(demo.folder);
  assert.ok(
    names.some((name) => name.endsWith('-wal')),
    'the journal is searched too',
  );
  for (const name of names) {
    const bytes = readFileSync(join(demo.folder, name), 'latin1');
    assert.deepEqual(leaksOf(bytes, canaries), [], name);
    assert.deepEqual(tokenShapes(bytes), [], name);
  }
});

it('the audit trail says who did what without a secret [EM-09]', () => {
  const bytes = readdirSync(demo.folder)
    .map((name) => readFileSync(join(demo.folder, name), 'latin1'))
    .join('');
  for (const event of ['login_ok', 'embed_minted', 'refresh_ok']) assert.ok(bytes.includes(event), event);
});
