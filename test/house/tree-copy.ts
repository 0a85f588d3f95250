// A copy of this repository in a temporary folder, to break on purpose. Shares the installed packages with the original.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const PACKAGES = ['gateway', 'browser', 'sandbox'];
/** Not sources: installed, built or kept by a run. */
const LEFT_OUT: ReadonlySet<string> = new Set(['node_modules', '.git', 'artifacts', 'data', '.env']);

export interface Ran {
  readonly status: number | null;
  /** Standard output and error. */
  readonly output: string;
}

export interface TreeCopy extends Disposable {
  readonly path: string;
  /** Runs Node with these arguments in the copy, with the repository's tools in its path. */
  node(...args: readonly string[]): Ran;
  /** Changes a file, or makes it of '', runs `during`, and puts back what was there. */
  withFile(file: string, change: (text: string) => string, during: () => void): void;
}

export function copyTree(): TreeCopy {
  const path = mkdtempSync(join(tmpdir(), 'sigma-embed-tree-'));
  for (const part of readdirSync('.').filter((name) => !LEFT_OUT.has(name))) {
    cpSync(part, join(path, part), { recursive: true, filter: (from) => !/(^|[/\\])(node_modules|dist)$/.test(from) });
  }
  linkModules(join(path, 'node_modules'));
  const env = { ...process.env, PATH: `${resolve('node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}` };
  return {
    path,
    node(...args) {
      const { status, stderr, stdout } = spawnSync(process.execPath, args, { cwd: path, env, encoding: 'utf8' });
      return { status, output: `${stdout}${stderr}` };
    },
    withFile(file, change, during) {
      const target = join(path, file);
      const before = existsSync(target) ? readFileSync(target, 'utf8') : undefined;
      writeFileSync(target, change(before ?? ''));
      try {
        during();
      } finally {
        if (before === undefined) rmSync(target);
        else writeFileSync(target, before);
      }
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** The packages of this repository are the copy's own; all others are the original's. */
function linkModules(modules: string): void {
  mkdirSync(join(modules, '@sigma-embed'), { recursive: true });
  for (const name of readdirSync('node_modules')) {
    if (name !== '@sigma-embed') symlinkSync(resolve('node_modules', name), join(modules, name));
  }
  for (const name of PACKAGES) symlinkSync(`../../packages/${name}`, join(modules, '@sigma-embed', name));
}
