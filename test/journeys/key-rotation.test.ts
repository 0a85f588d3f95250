// A key is changed while people work: what the operator types, and what viewers notice, which is nothing.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, it } from 'node:test';
import { main } from '../../packages/gateway/src/cli/main.ts';
import { loadKeyRing } from '../../packages/gateway/src/config/load.ts';
import { startDemo, type Demo } from '../support/demo.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

let demo: Demo;
let env: Record<string, string>;
let keyFile: string;

before(async () => {
  demo = await startDemo();
  keyFile = join(demo.folder, 'keys.json');
  env = {
    ...demo.sandbox.env(demo.origin),
    SIGMA_EMBED_STORE: demo.config.storeUrl,
    SIGMA_EMBED_KEY_FILE: keyFile,
  };
  writeFileSync(join(demo.folder, 'operator.env'), lines(env));
});
after(async () => {
  await demo[Symbol.asyncDispose]();
});

function lines(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

async function keys(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const io = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
    events: { on: () => undefined, off: () => undefined },
    exit: () => undefined,
  };
  const code = await main(['keys', ...args, '--env', join(demo.folder, 'operator.env')], io);
  return { code, out, err };
}

async function signedIn(email: string): Promise<Visitor> {
  const visitor = createVisitor(demo.origin);
  await visitor.signIn(email);
  return visitor;
}

/** What a replica does when it sees that the file changed. */
const reread = async (): Promise<void> => await demo.gateway.useKeys(loadKeyRing({ env }));

const roles = async (): Promise<[string, string, number][]> => {
  const { out } = await keys('list', '--json');
  const { keys: rows } = JSON.parse(out) as { keys: { id: string; role: string; sessions: number }[] };
  return rows.map(({ id, role, sessions }) => [id, role, sessions]);
};

it('add, promote, rewrap, verify, retire: the key changes and every session goes on [ST-03]', async () => {
  const ana = await signedIn('ana@example.com');
  const [old] = demo.config.keyRing.map(({ id }) => id);
  assert.ok(old);
  assert.match((await keys('add', '--id', 'k2')).out, /Added the key k2\. It opens and does not seal yet/);
  assert.equal(statSync(keyFile).mode & 0o777, 0o600);
  assert.deepEqual(await roles(), [
    [old, 'seals', 1],
    ['k2', 'opens', 0],
  ]);
  await reread();
  const ben = await signedIn('ben@example.com');
  assert.deepEqual(
    await roles(),
    [
      [old, 'seals', 2],
      ['k2', 'opens', 0],
    ],
    'a new key seals nothing by itself',
  );

  assert.equal((await keys('promote', 'k2')).code, 0);
  await reread();
  const mia = await signedIn('mia@example.com');
  assert.deepEqual(await roles(), [
    ['k2', 'seals', 1],
    [old, 'opens', 2],
  ]);
  for (const viewer of [ana, ben, mia]) assert.equal((await viewer.mint()).status, 200);

  const refused = await keys('retire', old);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /2 sessions still need the key .*keys rewrap/);
  assert.match((await keys('rewrap')).out, /Sealed 2 anew; 1 were up to date/);
  assert.match((await keys('rewrap')).out, /Sealed 0 anew; 3 were up to date/);
  assert.deepEqual(await roles(), [
    ['k2', 'seals', 3],
    [old, 'opens', 0],
  ]);
  assert.match((await keys('verify')).out, /^3 sessions open\.\n$/);
  assert.match(
    (await keys('retire', old)).out,
    /has left the key file\. It is the one of DATABRICKS_SESSION_SECRET and opens until that is taken away from every gateway/,
  );
  assert.match(
    (await keys('retire', old)).err,
    /has no place in the key file\. It is the one of DATABRICKS_SESSION_SECRET/,
  );
  assert.deepEqual(await roles(), [
    ['k2', 'seals', 3],
    [old, 'opens', 0],
  ]);

  await demo.restart({
    SIGMA_EMBED_KEY_FILE: keyFile,
    DATABRICKS_SESSION_SECRET: 'another one, that opens nothing: 9d8f7a6b5c4',
  });
  for (const viewer of [ana, ben, mia])
    assert.equal((await viewer.mint()).status, 200, 'the new key alone opens everything');
});

it('a replica without the key that sealed a session answers 503, keeps it, and serves it when the key is back [ST-03] [F31]', async () => {
  await demo.restart({ SIGMA_EMBED_KEY_FILE: keyFile });
  const ana = await signedIn('ana@example.com');
  const whole = readFileSync(keyFile, 'utf8');
  writeFileSync(keyFile, JSON.stringify({ keys: [{ id: 'k9', key: Buffer.alloc(32, 9).toString('base64url') }] }));
  await reread();
  const answer = await ana.mint();
  assert.equal(answer.status, 503);
  assert.equal(answer.json()['code'], 'key_unknown');
  assert.equal(answer.headers.getSetCookie().length, 0);
  writeFileSync(keyFile, whole);
  await reread();
  assert.equal((await ana.mint()).status, 200);
});

it('rewrap leaves alone what it cannot open, and verify names it [ST-04]', async () => {
  await demo.gateway.operator.endSessions({});
  await signedIn('ana@example.com');
  await signedIn('ben@example.com');
  using db = new DatabaseSync(demo.config.storeUrl.slice('sqlite:'.length));
  const rows = db.prepare('SELECT hash, sealed_access FROM sessions').all();
  const [damaged] = rows;
  const changed = String(damaged?.['sealed_access']).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
  db.prepare('UPDATE sessions SET sealed_access = ? WHERE hash = ?').run(changed, String(damaged?.['hash']));
  await keys('add', '--id', 'k3');
  await keys('promote', 'k3');
  const rewrapped = await keys('rewrap', '--json');
  assert.equal(rewrapped.code, 1);
  assert.deepEqual(JSON.parse(rewrapped.out), { ok: false, rewrapped: 1, current: 0, moved: 0, unreadable: 1 });
  const kept = db.prepare('SELECT sealed_access FROM sessions WHERE hash = ?').get(String(damaged?.['hash']));
  assert.equal(kept?.['sealed_access'], changed);
  const verified = await keys('verify');
  assert.equal(verified.code, 1);
  assert.match(verified.out, new RegExp(`^1 session opens\\.\nDamaged: ${String(damaged?.['hash']).slice(0, 12)}\n$`));
});

it('verify leaves the judgement of newer seals to the version that made them [AV-04]', async () => {
  await demo.gateway.operator.endSessions({});
  await signedIn('ana@example.com');
  using db = new DatabaseSync(demo.config.storeUrl.slice('sqlite:'.length));
  db.exec("UPDATE sessions SET sealed_access = '9' || substr(sealed_access, 2)");
  const verified = await keys('verify', '--json');
  assert.equal(verified.code, 1);
  const { damaged, newer, sound } = JSON.parse(verified.out) as { damaged: string[]; newer: string[]; sound: number };
  assert.deepEqual([sound, damaged.length, newer.length], [0, 0, 1]);
});

it('a retired key opens nothing and is kept: brought back, it opens what a backup of its time holds [ST-03]', async () => {
  await keys('add', '--id', 'k4');
  await keys('promote', 'k4');
  await reread();
  const ana = await signedIn('ana@example.com');
  const backup = join(demo.folder, 'backup.db');
  using db = new DatabaseSync(demo.config.storeUrl.slice('sqlite:'.length));
  db.prepare('VACUUM INTO ?').run(backup);
  await keys('promote', 'k3');
  await keys('rewrap');
  assert.match((await keys('retire', 'k4')).out, /opens nothing any more.*keeps it as retired.*keys restore k4/);
  assert.ok((await roles()).some(([id, role]) => id === 'k4' && role === 'retired'));
  assert.match((await keys('add', '--id', 'k4')).err, /has a key k4 already/);
  assert.match((await keys('promote', 'k4')).err, /k4 is retired\. Bring it back first: sigma-embed keys restore k4/);
  await demo.restart({ SIGMA_EMBED_KEY_FILE: keyFile, SIGMA_EMBED_STORE: `sqlite:${backup}` });
  assert.equal((await ana.mint()).json()['code'], 'key_unknown');
  assert.equal((await keys('restore', 'k4')).code, 0);
  await reread();
  assert.equal((await ana.mint()).status, 200);
  await demo.restart({ SIGMA_EMBED_KEY_FILE: keyFile });
});

it('a key that new tokens in the spill folder need is not retired [ST-03] [RF-10]', async () => {
  const spill = join(demo.folder, 'spill');
  mkdirSync(spill, { recursive: true });
  const pair = join(spill, 'waiting.spill');
  // Sealed under a key that is known, and yet not a pair that could be brought home now.
  writeFileSync(pair, `1.k4.${'A'.repeat(80)}\n`);
  writeFileSync(join(demo.folder, 'operator.env'), lines({ ...env, SIGMA_EMBED_SPILL_FOLDER: spill }));
  assert.match((await keys('retire', 'k4')).err, /New tokens in the spill folder still need the key k4/);
  rmSync(spill, { recursive: true });
  writeFileSync(join(demo.folder, 'operator.env'), lines(env));
  assert.equal((await keys('retire', 'k4')).code, 0);
});

it('what would lose sessions or makes no sense is refused, and the file stays as it was', async () => {
  const unchanged = readFileSync(keyFile, 'utf8');
  const active = (await roles())[0]?.[0] ?? '';
  for (const [args, sentence] of [
    [['add', '--id', active], /has a key .* already/],
    [['promote', 'nobody'], /has no key nobody/],
    [['retire', 'nobody'], /has no key nobody/],
    [['add', '--id', 'a b'], /1 to 32 letters/],
    [['rewrap', '--per-second', '0'], /a number over 0/],
  ] as const) {
    const { code, err } = await keys(...args);
    assert.notEqual(code, 0);
    assert.match(err, sentence);
  }
  assert.match((await keys('retire', active)).err, /still need|seals\. Promote another/);
  assert.equal(readFileSync(keyFile, 'utf8'), unchanged);
  assert.ok(!existsSync(`${keyFile}.lock`));
});

it('with a key service the file holds wrapped keys only, and the ring opens with it [ST-06]', async () => {
  const kek = join(demo.folder, 'kek');
  writeFileSync(kek, Buffer.alloc(32, 5).toString('base64url'), { mode: 0o600 });
  env = { ...env, SIGMA_EMBED_KEY_SERVICE: `file:${kek}` };
  writeFileSync(join(demo.folder, 'operator.env'), lines(env));
  await demo.gateway.operator.endSessions({});
  assert.equal((await keys('add', '--id', 'w1')).code, 0);
  assert.equal((await keys('promote', 'w1')).code, 0);
  const stored = JSON.parse(readFileSync(keyFile, 'utf8')) as { keys: Record<string, string>[] };
  assert.deepEqual(Object.keys(stored.keys[0] ?? {}), ['id', 'wrapped']);
  await demo.restart({ SIGMA_EMBED_KEY_FILE: keyFile, SIGMA_EMBED_KEY_SERVICE: `file:${kek}` });
  const ana = await signedIn('ana@example.com');
  assert.equal((await ana.mint()).status, 200);
  assert.deepEqual((await roles())[0], ['w1', 'seals', 1]);
  writeFileSync(kek, Buffer.alloc(32, 6).toString('base64url'));
  assert.match((await keys('verify')).err, /key service refuses .*w1/);
  await assert.rejects(reread(), { code: 'key_service_denied' });
  assert.equal((await ana.mint()).status, 200, 'the ring at hand goes on');
  writeFileSync(kek, Buffer.alloc(32, 5).toString('base64url'));
});

it("a module of the operator's wraps and unwraps for the gateway and for every command, and no plain key joins wrapped ones [ST-06]", async () => {
  const kept = readFileSync(keyFile, 'utf8');
  const environment = readFileSync(join(demo.folder, 'operator.env'), 'utf8');
  rmSync(keyFile);
  const module = join(demo.folder, 'kms.mjs');
  writeFileSync(
    module,
    `const turned = (bytes) => Uint8Array.from(bytes, (byte) => byte ^ 90);
    export const keyWrapper = {
      describe: () => 'a KMS',
      wrap: async (key) => Buffer.from(turned(key)).toString('base64url'),
      unwrap: async (wrapped) => turned(Buffer.from(wrapped, 'base64url')),
    };`,
  );
  const { SIGMA_EMBED_KEY_SERVICE: _, ...plain } = env;
  const own = { ...plain, SIGMA_EMBED_STORE: `sqlite:${join(demo.folder, 'kms.db')}` };
  writeFileSync(join(demo.folder, 'kms.db'), '');
  const withService = (service: string): void =>
    writeFileSync(join(demo.folder, 'operator.env'), lines({ ...own, SIGMA_EMBED_KEY_SERVICE: service }));
  withService(`module:${module}`);
  assert.equal((await keys('add', '--id', 'm1')).code, 0);
  assert.equal((await keys('promote', 'm1')).code, 0);
  assert.deepEqual((await roles())[0], ['m1', 'seals', 0]);
  assert.equal((await keys('rewrap')).code, 0);
  const stored = JSON.parse(readFileSync(keyFile, 'utf8')) as { keys: Record<string, string>[] };
  assert.deepEqual(Object.keys(stored.keys[0] ?? {}), ['id', 'wrapped']);

  writeFileSync(join(demo.folder, 'operator.env'), lines(own));
  assert.match((await keys('add')).err, /keys of the file are wrapped.*Set SIGMA_EMBED_KEY_SERVICE\. \(keys_refused\)/);
  writeFileSync(join(demo.folder, 'half.mjs'), 'export const keyWrapper = { wrap: () => 1 };');
  withService(`module:${join(demo.folder, 'half.mjs')}`);
  assert.match((await keys('list')).err, /exports no keyWrapper with the functions describe, wrap and unwrap/);
  withService(`module:${join(demo.folder, 'nowhere.mjs')}`);
  assert.match((await keys('add')).err, /nowhere\.mjs cannot be loaded/);
  writeFileSync(keyFile, kept);
  writeFileSync(join(demo.folder, 'operator.env'), environment);
});

it('no command shows key material', async () => {
  const material = (JSON.parse(readFileSync(keyFile, 'utf8')) as { keys: { key?: string }[] }).keys.flatMap(
    ({ key }) => key ?? [],
  );
  assert.ok(material.length > 0);
  for (const args of [['list'], ['list', '--json'], ['verify'], ['rewrap'], ['add', '--json'], ['promote', 'nobody']]) {
    const { err, out } = await keys(...args);
    for (const key of material) assert.ok(!`${out}${err}`.includes(key));
  }
});
