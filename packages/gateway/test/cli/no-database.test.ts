// An operator's command where there is no session database: it must not make one, and then find that nobody is signed in.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, it } from 'node:test';
import { formatKeyFile } from '../../src/config/key-file.ts';
import { COMPLETE } from '../config/environment.ts';
import { say } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-no-database-'));
after(() => rmSync(folder, { recursive: true }));

const KEYS = formatKeyFile({
  keys: [
    { id: 'k2', key: Buffer.alloc(32, 2).toString('base64url') },
    { id: 'k1', key: Buffer.alloc(32, 1).toString('base64url') },
  ],
  retired: [],
});
let cwd: string;
let keyFile: string;
beforeEach(() => {
  cwd = mkdtempSync(join(folder, 'case-'));
  keyFile = join(cwd, 'keys.json');
  writeFileSync(keyFile, KEYS);
});

function environment(store: string): string {
  const file = join(cwd, 'gateway.env');
  const env = { ...COMPLETE, SIGMA_EMBED_STORE: store, SIGMA_EMBED_KEY_FILE: keyFile };
  writeFileSync(
    file,
    Object.entries(env).reduce((text, [name, value]) => `${text}${name}=${value}\n`, ''),
  );
  return file;
}

for (const words of [
  'sessions list',
  'sessions end --viewer ana@example.com',
  'sessions end --all',
  'keys list',
  'keys rewrap',
  'keys retire k1',
  'keys verify',
]) {
  it(`${words} refuses a database that is not there, with its path and the next step, and changes nothing [SE-12] [ST-03]`, async () => {
    const path = join(cwd, 'data', 'sigma-embed.db');
    const missing = await say(...words.split(' '), '--env', environment(`sqlite:${path}`));
    assert.deepEqual([missing.code, missing.stdout], [2, '']);
    assert.ok(missing.stderr.startsWith(`sigma-embed: There is no session database ${path}`), missing.stderr);
    assert.match(missing.stderr, /Give this command the --env file or environment of the gateway.*\(usage\)\n$/);
    const inMemory = await say(...words.split(' '), '--env', environment('memory:'));
    assert.deepEqual([inMemory.code, inMemory.stdout], [2, '']);
    assert.match(inMemory.stderr, /is memory:, which no other process can see\. Give this command/);
    assert.deepEqual(readdirSync(cwd).toSorted(), ['gateway.env', 'keys.json']);
    assert.equal(readFileSync(keyFile, 'utf8'), KEYS);
  });
}

it('keys add needs no database: a gateway that makes one later makes it with the new key [ST-03]', async () => {
  for (const [id, store] of [
    ['k3', `sqlite:${join(cwd, 'data', 'sigma-embed.db')}`],
    ['k4', 'memory:'],
  ] as const) {
    const { code, stderr } = await say('keys', 'add', '--id', id, '--env', environment(store));
    assert.equal(code, 0, stderr);
    assert.ok(readFileSync(keyFile, 'utf8').includes(`"${id}"`));
  }
  assert.deepEqual(readdirSync(cwd).toSorted(), ['gateway.env', 'keys.json']);
});
