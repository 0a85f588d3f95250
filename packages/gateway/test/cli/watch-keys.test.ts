// A changed key file reaches a running gateway by itself; a broken one changes nothing.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, it, mock } from 'node:test';
import { secret } from '../../src/base/secret.ts';
import { watchKeys } from '../../src/cli/watch-keys.ts';
import type { Config } from '../../src/config/config.ts';
import { createLog } from '../../src/observe/log.ts';

let folder: string;
let file: string;
let used: string[];
let lines: string[];
let events: EventEmitter;
let load: () => Config['keyRing'];
let stop: () => void;

beforeEach(() => {
  mock.timers.enable({ apis: ['setInterval'] });
  folder = mkdtempSync(join(tmpdir(), 'sigma-embed-keys-'));
  file = join(folder, 'keys.json');
  writeFileSync(file, 'one');
  used = [];
  lines = [];
  events = new EventEmitter();
  load = () => [{ id: 'k2', key: secret('canary-of-the-key') }];
  stop = watchKeys({
    file,
    load: () => load(),
    use: async (ring) => void used.push(ring[0].id),
    events,
    log: createLog({ level: 'info', format: 'json', stream: { write: (line: string) => lines.push(line) } }),
  });
});
afterEach(() => {
  stop();
  mock.timers.reset();
  rmSync(folder, { recursive: true });
});

it('a file that changed is read again within two seconds, once [ST-03]', async () => {
  mock.timers.tick(10_000);
  assert.deepEqual(used, []);
  writeFileSync(file, 'two keys');
  mock.timers.tick(2000);
  await turn();
  assert.deepEqual(used, ['k2']);
  mock.timers.tick(10_000);
  await turn();
  assert.deepEqual(used, ['k2']);
  assert.match(lines.join(''), /keys_reloaded.*k2 seals/);
  assert.ok(!lines.join('').includes('canary'));
});

it('SIGHUP reads it again at once', async () => {
  events.emit('SIGHUP', 'SIGHUP');
  await turn();
  assert.deepEqual(used, ['k2']);
});

it('a ring that cannot be read leaves the one before it in use, and says so [F31]', async () => {
  load = () => {
    throw new Error('half a file');
  };
  rmSync(file);
  mock.timers.tick(2000);
  await turn();
  assert.deepEqual(used, []);
  assert.match(lines.join(''), /"level":"error".*keys_reload_failed/);
  load = () => [{ id: 'k3', key: secret('x') }];
  writeFileSync(file, 'whole again');
  mock.timers.tick(2000);
  await turn();
  assert.deepEqual(used, ['k3']);
});

it('nothing is watched any more after the end', () => {
  stop();
  writeFileSync(file, 'changed');
  mock.timers.tick(10_000);
  events.emit('SIGHUP', 'SIGHUP');
  assert.deepEqual(used, []);
});
