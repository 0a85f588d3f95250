// The folder for what the store could not take.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { systemRandom } from '../../src/base/random.ts';
import { openSpill } from '../../src/store/spill.ts';

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'sigma-embed-spill-'));
});
after(() => {
  rmSync(root, { recursive: true, force: true });
});

it('keeps texts for the owner alone, lists them for any process, forgets what was removed', async () => {
  const folder = join(root, 'deep', 'spill');
  const spill = openSpill(folder, systemRandom);
  assert.deepEqual(await spill.list(), [], 'no folder yet');
  const names = await Promise.all(['one', 'two', 'three'].map((text) => spill.put(text)));
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  for (const name of names) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
  await spill.remove(names[1] ?? '');
  await spill.remove('never there');
  const elsewhere = await openSpill(folder, systemRandom).list();
  assert.deepEqual(elsewhere.map(({ text }) => text).toSorted(), ['one', 'three']);
});

it('shows a text whole or not at all, to whoever lists while it is written', async () => {
  const spill = openSpill(join(root, 'whole'), systemRandom);
  const text = 'x'.repeat(4_000_000);
  for (let round = 0; round < 5; round += 1) {
    const putting = spill.put(text);
    for (let look = 0; look < 20; look += 1) {
      for (const found of await spill.list()) assert.equal(found.text.length, text.length);
    }
    await spill.remove(await putting);
  }
  writeFileSync(join(root, 'whole', 'killed.spill.draft'), 'half of');
  assert.deepEqual(await spill.list(), []);
});

it('sets aside what nobody can read, and leaves files of others alone', async () => {
  const folder = join(root, 'aside');
  const spill = openSpill(folder, systemRandom);
  const name = await spill.put('torn');
  writeFileSync(join(folder, 'README'), 'not ours');
  await spill.setAside(name);
  assert.deepEqual(await spill.list(), []);
  assert.deepEqual(readdirSync(folder).toSorted(), ['README', `${name}.unreadable`].toSorted());
});

it('says so when the folder cannot be made or read', async () => {
  writeFileSync(join(root, 'file'), '');
  await assert.rejects(
    openSpill(join(root, 'file'), systemRandom).list(),
    /file, in which new tokens may wait, cannot be read/,
  );
  await assert.rejects(openSpill(join(root, 'file', 'spill'), systemRandom).put('text'));
});
