// A key file is changed whole, by one command at a time, and stays the file that the gateway can read.
import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { editKeyFile } from '../../src/cli/edit-key-file.ts';
import { addKey, formatKeyFile } from '../../src/config/key-file.ts';

const KEY = Buffer.alloc(32, 1).toString('base64url');
const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-key-file-'));
let cwd: string;
let file: string;
beforeEach(() => {
  cwd = mkdtempSync(join(folder, 'case-'));
  file = join(cwd, 'keys.json');
  writeFileSync(file, formatKeyFile({ keys: [{ id: 'k1', key: KEY }], retired: [] }), { mode: 0o600 });
});
after(() => rmSync(folder, { recursive: true }));

const add = (id: string): boolean =>
  editKeyFile(file, { keys: [], retired: [] }, (keys) => addKey(keys, { id, key: KEY }));

const idsIn = (path: string): string[] =>
  (JSON.parse(readFileSync(path, 'utf8')) as { keys: { id: string }[] }).keys.map(({ id }) => id);

const refusal = (sentence: RegExp): object => ({ code: 'keys_refused', message: sentence });

it('a group that may read the file may still read it after a change [ST-03]', () => {
  chmodSync(file, 0o640);
  add('k2');
  assert.equal(statSync(file).mode & 0o777, 0o640);
  assert.deepEqual(idsIn(file), ['k1', 'k2']);
});

it(
  'a change by root leaves the file to the user of the gateway [ST-03]',
  { skip: process.getuid?.() === 0 ? false : 'only root can give a file away' },
  () => {
    chownSync(file, 1000, 1001);
    add('k2');
    assert.deepEqual([statSync(file).uid, statSync(file).gid], [1000, 1001]);
  },
);

it('a link stays a link, and the file that it names is changed', () => {
  const link = join(cwd, 'link.json');
  symlinkSync(file, link);
  editKeyFile(link, { keys: [], retired: [] }, (keys) => addKey(keys, { id: 'k2', key: KEY }));
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.deepEqual(idsIn(file), ['k1', 'k2']);
});

it('a new file can be read by its owner alone, and is told to be new', () => {
  rmSync(file);
  assert.equal(add('k1'), true);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(add('k2'), false);
});

it('operators who change it at the same time lose no key of each other: who comes second is told so, and tries again', async () => {
  const source = `
    const { parentPort, workerData: { file, key, name } } = require('node:worker_threads');
    Promise.all([import(${here('../../src/cli/edit-key-file.ts')}), import(${here('../../src/config/key-file.ts')})])
      .then(([{ editKeyFile }, { addKey }]) => {
        const done = [];
        while (done.length < 10) {
          const id = name + done.length;
          try {
            editKeyFile(file, { keys: [], retired: [] }, (keys) => addKey(keys, { id, key }));
            done.push(id);
          } catch (error) {
            if (error.code !== 'keys_refused' || !/another command/.test(error.message)) throw error;
          }
        }
        parentPort.postMessage(done);
      });`;
  const added = await Promise.all(
    ['a', 'b', 'c'].map(
      (name) =>
        new Promise<string[]>((resolve, reject) => {
          new Worker(source, { eval: true, workerData: { file, key: KEY, name } })
            .on('message', resolve)
            .on('error', reject);
        }),
    ),
  );
  assert.deepEqual(idsIn(file).toSorted(), ['k1', ...added.flat()].toSorted());
  assert.deepEqual(readdirSync(cwd), ['keys.json']);
});

it('a lock that was left behind is named, and nothing is changed until it is deleted', () => {
  writeFileSync(`${file}.lock`, '');
  assert.throws(() => add('k2'), refusal(/another command is changing it.*delete the \.lock file/));
  assert.deepEqual(idsIn(file), ['k1']);
  assert.ok(existsSync(`${file}.lock`), 'it is not ours to delete');
  rmSync(`${file}.lock`);
  add('k2');
  assert.deepEqual(idsIn(file), ['k1', 'k2']);
});

it('what cannot be written is refused with the cause and the next step', () => {
  file = join(cwd, 'nowhere', 'keys.json');
  assert.throws(() => add('k2'), refusal(/folder .*nowhere does not exist.*Make the folder/));
  symlinkSync(file, join(cwd, 'dangling.json'));
  file = join(cwd, 'dangling.json');
  assert.throws(() => add('k2'), refusal(/or it links to nothing/));
  file = join(cwd, 'folder.json');
  mkdirSync(file);
  assert.throws(() => add('k2'), refusal(/it is a folder/));
  file = join(cwd, 'foreign.json');
  writeFileSync(file, 'not a ring');
  assert.throws(() => add('k2'), refusal(/is no key ring/));
  assert.deepEqual(
    readdirSync(cwd).filter((name) => name.endsWith('.lock')),
    [],
  );
});

function here(path: string): string {
  return JSON.stringify(new URL(path, import.meta.url).href);
}
