// A changed key file reaches a running gateway by itself; a broken one changes nothing.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, it, mock } from 'node:test';
import { secret } from '../../src/base/secret.ts';
import { stampOf, watchKeys } from '../../src/cli/watch-keys.ts';
import type { Config } from '../../src/config/config.ts';
import { createLog } from '../../src/observe/log.ts';

let folder: string;
let file: string;
let used: string[];
let lines: string[];
let events: EventEmitter;
let load: () => Config['keyRing'];
let use: (ring: Config['keyRing']) => Promise<void>;
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
  use = async (ring) => void used.push(ring[0].id);
  watch();
});

function watch(seen = stampOf(file)): void {
  stop = watchKeys({
    file,
    seen,
    load: () => load(),
    use: (ring) => use(ring),
    events,
    log: createLog({ level: 'info', format: 'json', stream: { write: (line: string) => lines.push(line) } }),
  });
}
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

const ringOf = (id: string): Config['keyRing'] => [{ id, key: secret('x') }];

const failures = (): number => lines.filter((line) => line.includes('keys_reload_failed')).length;

async function ticks(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    mock.timers.tick(2000);
    await turn();
  }
}

it('a ring whose key service hiccuped is tried again until it is in use, less and less often [F31]', async () => {
  let isAway = true;
  use = async (ring) => {
    if (isAway) throw new Error('the key service does not answer');
    used.push(ring[0].id);
  };
  writeFileSync(file, 'two keys');
  await ticks(30);
  assert.deepEqual(used, []);
  assert.ok(failures() > 3 && failures() < 7, `${failures()} tries in a minute`);
  isAway = false;
  await ticks(31);
  assert.deepEqual(used, ['k2']);
  await ticks(60);
  assert.deepEqual(used, ['k2'], 'and then it is at rest');
});

it('a file that changes while an older one is being read is the one in use at the end', async () => {
  const gates: PromiseWithResolvers<void>[] = [];
  use = async (ring) => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    await gate.promise;
    used.push(ring[0].id);
  };
  load = () => ringOf(readFileSync(file, 'utf8'));
  writeFileSync(file, 'older');
  await ticks(1);
  writeFileSync(file, 'newer one');
  await ticks(1);
  events.emit('SIGHUP', 'SIGHUP');
  assert.equal(gates.length, 1, 'one at a time');
  gates[0]?.resolve();
  await turn();
  await ticks(1);
  for (const gate of gates) gate.resolve();
  await turn();
  assert.equal(used.at(-1), 'newer one');
  assert.equal(used[0], 'older');
});

it('a change between the reading of the ring and the watch is not missed', async () => {
  stop();
  const before = stampOf(file);
  writeFileSync(file, 'changed while the gateway started');
  watch(before);
  await ticks(1);
  assert.deepEqual(used, ['k2']);
});

it('nothing is watched any more after the end', () => {
  stop();
  writeFileSync(file, 'changed');
  mock.timers.tick(10_000);
  events.emit('SIGHUP', 'SIGHUP');
  assert.deepEqual(used, []);
});
