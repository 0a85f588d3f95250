// The key commands as processes of their own: over more sessions than are read at once, and over files that trouble them.
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, it } from 'node:test';
import { systemClock } from '../../packages/gateway/src/base/clock.ts';
import { systemRandom } from '../../packages/gateway/src/base/random.ts';
import { secret } from '../../packages/gateway/src/base/secret.ts';
import { loadConfig } from '../../packages/gateway/src/config/load.ts';
import { grantPlace } from '../../packages/gateway/src/flows/seal-grant.ts';
import { openStore } from '../../packages/gateway/src/store/open.ts';
import { newSession } from '../../packages/gateway/src/testing/suite/samples.ts';
import { unwrapRing } from '../../packages/gateway/src/vault/unwrap-ring.ts';
import { createVault } from '../../packages/gateway/src/vault/vault.ts';
import { COMPLETE } from '../../packages/gateway/test/config/environment.ts';
import { runCli, type CliRun } from '../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-key-commands-'));
let cwd: string;
let env: Record<string, string>;
beforeEach(() => {
  cwd = mkdtempSync(join(folder, 'case-'));
  env = {
    ...COMPLETE,
    SIGMA_EMBED_STORE: `sqlite:${join(cwd, 'sessions.db')}`,
    SIGMA_EMBED_KEY_FILE: join(cwd, 'keys.json'),
  };
});
after(() => rmSync(folder, { recursive: true }));

const keys = async (...args: string[]): Promise<CliRun> => await runCli(['keys', ...args], { cwd, env });

/** So many signed-in viewers, sealed with the key that seals now. */
async function seedSessions(count: number): Promise<void> {
  const config = loadConfig({ env });
  const ring = await unwrapRing(config.keyRing, undefined, Number.POSITIVE_INFINITY);
  const vault = createVault({ ring, random: systemRandom, clock: systemClock });
  const store = await openStore(config.storeUrl, { clock: systemClock, keyChecks: vault.keyChecks });
  for (let n = 0; n < count; n += 1) {
    const session = newSession(`session-${String(n).padStart(4, '0')}`, { createdAt: Date.now() });
    const parts = grantPlace(session, session.grant);
    await store.insertSession({
      ...session,
      grant: {
        ...session.grant,
        sealedAccess: vault.seal(secret('access'), { purpose: 'access_token', parts }),
        sealedRefresh: vault.seal(secret('refresh'), { purpose: 'refresh_token', parts }),
      },
    });
  }
  await store.close();
}

it('a key that the database does not admit is taken out of the file again [ST-05]', async () => {
  assert.equal((await keys('add', '--id', 'k2')).code, 0);
  await seedSessions(0);
  const known = readFileSync(join(cwd, 'keys.json'), 'utf8');
  rmSync(join(cwd, 'keys.json'));
  const refusedNew = await keys('add', '--id', 'k2');
  assert.deepEqual([refusedNew.code, existsSync(join(cwd, 'keys.json'))], [1, false], refusedNew.err);
  writeFileSync(join(cwd, 'keys.json'), known.replace('"k2"', '"k3"'));
  const before = await keys('list');
  assert.equal(before.code, 0, before.err);
  const refused = await keys('add', '--id', 'k2');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /k2/);
  assert.doesNotMatch(readFileSync(join(cwd, 'keys.json'), 'utf8'), /"k2"/);
});

it('the first key is made before there is a database, and makes none; a command that needs one says where it looked [ST-03]', async () => {
  const { SIGMA_EMBED_STORE: _, ...unplaced } = env;
  env = unplaced;
  const added = await keys('add', '--id', 'k1');
  assert.equal(added.code, 0, added.err);
  const { code, err, out } = await keys('list');
  assert.deepEqual([code, out], [2, '']);
  assert.ok(err.includes(`There is no session database ${join(realpathSync(cwd), 'data', 'sigma-embed.db')}`), err);
  assert.deepEqual(readdirSync(cwd), ['keys.json']);
});

it('rewrap seals every session anew, however many pages they fill, and its process ends with 0 [ST-03]', async () => {
  assert.equal((await keys('add', '--id', 'k2')).code, 0);
  await seedSessions(250);
  assert.equal((await keys('promote', 'k2')).code, 0);
  const rewrapped = await keys('rewrap', '--per-second', '10000', '--json');
  assert.equal(rewrapped.code, 0, rewrapped.err);
  assert.deepEqual(JSON.parse(rewrapped.out), { ok: true, rewrapped: 250, current: 0, moved: 0, unreadable: 0 });
  assert.match((await keys('verify')).out, /^250 sessions open\.\n$/);
});

it('add tells why a key file cannot be written and what to do, and makes one where it can [ST-03]', async () => {
  assert.match(
    (await keys('list')).err,
    /KEY_FILE names a file that does not exist[^]*make a first key: sigma-embed keys add/,
  );

  env['SIGMA_EMBED_KEY_FILE'] = join(cwd, 'keys', 'keys.json');
  const nowhere = await keys('add');
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.err, /folder .*keys does not exist.*Make the folder and run this again\. \(keys_refused\)/);

  const full = await runCli(['keys', 'add'], {
    cwd,
    env: { ...env, SIGMA_EMBED_KEY_FILE: 'keys.json' },
    maxFileKiB: 0,
  });
  assert.match(full.err, /there is no space for it\. Make room and run this again\. \(keys_refused\)/);

  mkdirSync(join(cwd, 'keys'), { mode: 0o555 });
  for (const path of [folder, cwd]) chmodSync(path, 0o755);
  // Root may write everywhere.
  const uid = process.getuid?.() === 0 ? 65_534 : undefined;
  const denied = await runCli(['keys', 'add'], { cwd, env, uid });
  assert.match(denied.err, /this user may not write it.*Run this as the user who owns both\. \(keys_refused\)/);

  chmodSync(join(cwd, 'keys'), 0o755);
  const added = await keys('add', '--id', 'k1');
  assert.equal(added.code, 0, added.err);
  assert.match(
    added.out,
    /Made .*keys\.json, which only this user can read\..*set SIGMA_EMBED_KEY_FILE and restart\.\nNext, when all have it: .*promote k1/,
  );
});
