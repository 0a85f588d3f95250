// New tokens that wait in the spill folder are the only ones that still work: they reach the session that they belong to,
// however the database is moved or restored, and no other gateway or command destroys them.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { after, afterEach, beforeEach, it } from 'node:test';
import { createGateway, createLog, loadConfig } from '@sigma-embed/gateway';
import { systemClock, type Clock } from '../../packages/gateway/src/base/clock.ts';
import { systemRandom } from '../../packages/gateway/src/base/random.ts';
import { secret } from '../../packages/gateway/src/base/secret.ts';
import { openStore } from '../../packages/gateway/src/store/open.ts';
import { openSpill } from '../../packages/gateway/src/store/spill.ts';
import type { GrantRow, Store } from '../../packages/gateway/src/store/store.ts';
import { grantRow, hash, newSession } from '../../packages/gateway/src/testing/suite/samples.ts';
import { unwrapRing } from '../../packages/gateway/src/vault/unwrap-ring.ts';
import { createVault } from '../../packages/gateway/src/vault/vault.ts';
import { say } from '../../packages/gateway/test/cli/terminal.ts';
import { COMPLETE } from '../../packages/gateway/test/config/environment.ts';

const HOUR = 3_600_000;

const ring = await unwrapRing(loadConfig({ env: COMPLETE }).keyRing, undefined, Infinity);
const vault = createVault({ ring, random: systemRandom, clock: systemClock });
const root = mkdtempSync(join(tmpdir(), 'sigma-embed-spilled-'));
after(() => rmSync(root, { recursive: true, force: true }));

let folder: string;
let environment: string;
const opened: Store[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
  environment = join(folder, 'gateway.env');
  const lines = Object.entries(envOf('mine')).map(([name, value]) => `${name}=${value}`);
  writeFileSync(environment, lines.join('\n'));
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

const url = (name: string): string => `sqlite:${join(folder, `${name}.db`)}`;
const envOf = (name: string) => ({
  ...COMPLETE,
  SIGMA_EMBED_STORE: url(name),
  SIGMA_EMBED_SPILL_FOLDER: join(folder, 'spill'),
});
const open = async (name: string): Promise<Store> => {
  const store = await openStore(url(name), { clock: systemClock, keyChecks: vault.keyChecks });
  opened.push(store);
  return store;
};
const waiting = (): number => readdirSync(join(folder, 'spill')).length;
const version = async (name: string): Promise<number | undefined> =>
  (await (await open(name)).findTokens(hash('ana')))?.version;

/** A database with the session of Ana, and whatever else is wanted of it. */
async function databaseWithAna(name: string, grant: GrantRow = grantRow(1)): Promise<Store> {
  const store = await open(name);
  await store.insertSession(newSession('ana', { createdAt: Date.now(), grant }));
  return store;
}

/** What a gateway leaves behind that could not write the answer to a refresh. `store`: absent as in an older version. */
async function spill(spentVersion: number, store: string | undefined): Promise<void> {
  const grant = grantRow(spentVersion + 1, { obtainedAt: Date.now() });
  const pair = JSON.stringify({ session: hash('ana'), spentVersion, grant, store });
  const sealed = vault.seal(secret(pair), { purpose: 'spilled_pair', parts: [] });
  await openSpill(join(folder, 'spill'), systemRandom).put(sealed);
}

/** A gateway that starts on a database and ends in good order. Answers with the names of its log lines. */
async function serveOnce(name: string, clock: Clock = systemClock): Promise<readonly string[]> {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push((JSON.parse(chunk.toString('utf8')) as { event: string }).event);
      done();
    },
  });
  const log = createLog({ level: 'trace', format: 'json', stream });
  const gateway = await createGateway({ config: loadConfig({ env: envOf(name) }), clock, log });
  await gateway.close();
  return lines;
}

async function command(...words: readonly string[]): Promise<void> {
  const { code, stderr } = await say(...words, '--env', environment);
  assert.equal(code, 0, stderr);
}

it('tokens that wait come along on the last pass of a move, in the old database and in the new one [RF-10]', async () => {
  const mine = await databaseWithAna('mine');
  await command('store', 'copy', url('mine'), url('new'));
  await spill(1, await mine.identity());
  await command('store', 'copy', url('mine'), url('new'));
  assert.deepEqual([await version('mine'), await version('new'), waiting()], [2, 2, 0]);
});

for (const [when, isOld] of [
  ['', false],
  [', spilled by an older version', true],
] as const) {
  it(`what other databases do in the same folder costs no tokens${when} [RF-10] [AV-04]`, async () => {
    const mine = await databaseWithAna('mine');
    await spill(1, isOld ? undefined : await mine.identity());
    await open('other');
    await command('store', 'copy', url('other'), url('copy-of-other'));
    assert.ok((await serveOnce('other')).includes('spill_of_others'));
    assert.deepEqual([await version('mine'), waiting()], [1, 1]);
    assert.ok((await serveOnce('mine')).includes('spill_recovered'));
    assert.deepEqual([await version('mine'), waiting()], [2, 0]);
  });
}

it('only a gateway that serves brings tokens home, not a command beside it', async () => {
  const mine = await databaseWithAna('mine');
  await spill(1, await mine.identity());
  await command('sessions', 'list');
  await command('sessions', 'end', '--viewer', 'nobody@example.com');
  assert.deepEqual([await version('mine'), waiting()], [1, 1]);
});

it('a gateway on a copy gets what the old database could not take, and leaves it to the old one as well', async () => {
  const mine = await databaseWithAna('mine');
  await command('store', 'copy', url('mine'), url('new'));
  await spill(1, await mine.identity());
  assert.ok((await serveOnce('new')).includes('spill_recovered'));
  assert.deepEqual([await version('new'), await version('mine'), waiting()], [2, 1, 1]);
  await serveOnce('mine');
  assert.deepEqual([await version('mine'), waiting()], [2, 0]);
});

it('tokens of another database go when no session can be as old as they are [RF-13]', async () => {
  await open('other');
  await spill(1, 'a database that was thrown away');
  const later = (ms: number): Clock => ({ ...systemClock, now: () => systemClock.now() + ms });
  await serveOnce('other', later(47 * HOUR));
  assert.equal(waiting(), 1);
  await serveOnce('other', later(49 * HOUR));
  assert.equal(waiting(), 0);
});

it('a restored backup gets tokens that are newer than it, and a row that is newer than they are stays [RF-04] [RF-10]', async () => {
  const mine = await databaseWithAna('mine');
  await spill(4, await mine.identity());
  await serveOnce('mine');
  assert.deepEqual([await version('mine'), waiting()], [5, 0]);
  await spill(3, await mine.identity());
  await serveOnce('mine');
  assert.deepEqual([await version('mine'), waiting()], [5, 0]);
});
