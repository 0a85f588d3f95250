// `npm ci` in a fresh clone: what the lock file promises, seen without a network.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { npm } from './npm.ts';

interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { readonly packages: Record<string, Locked> };
const installed = Object.entries(lock.packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);

it('the lock file has everything that package.json and the packages ask for, on every platform', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-lock-'));
  try {
    const files = ['package.json', 'package-lock.json', '.npmrc'];
    for (const name of ['gateway', 'browser', 'sandbox']) files.push(`packages/${name}/package.json`);
    for (const file of files) cpSync(file, join(folder, file));
    const { output, status } = await npm(folder, 'ci', '--dry-run', '--offline');
    assert.equal(status, 0, output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('every locked package is held to its content, and to no registry but the usual one', () => {
  for (const [path, { integrity, resolved }] of installed) {
    assert.match(integrity ?? '', /^sha512-/, path);
    if (resolved !== undefined) assert.match(resolved, /^https:\/\/registry\.npmjs\.org\//, path);
  }
});

it('nothing that is shipped has an install script', () => {
  const scripted = installed.filter(([, { dev, hasInstallScript }]) => hasInstallScript && !dev).map(([path]) => path);
  assert.deepEqual(scripted, []);
});
