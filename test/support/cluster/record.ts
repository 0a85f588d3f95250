// Writes what a long run measured, part by part, for the page that is generated from it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

export const RECORDS = join(import.meta.dirname, '../../../artifacts/resilience');

export interface Record<T> {
  readonly part: string;
  /** When the part was finished, ISO 8601. */
  readonly at: string;
  readonly machine: string;
  /** The commit that was measured; with a `+` when files were changed since. */
  readonly revision: string;
  readonly results: T;
}

export function record<T>(part: string, results: T): void {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const machine = `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${memory} GiB, Node ${process.version}, ${process.platform}`;
  const written: Record<T> = { part, at: new Date().toISOString(), machine, revision: revision(), results };
  mkdirSync(RECORDS, { recursive: true });
  writeFileSync(join(RECORDS, `${part}.json`), `${JSON.stringify(written, undefined, 2)}\n`);
}

function revision(): string {
  const { stdout } = spawnSync('git', ['describe', '--always', '--dirty=+', '--exclude=*'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  return stdout?.trim() || 'unknown';
}
