// How the loader reads files. Knows no option; never repeats what a file holds.
import { readFileSync, statSync } from 'node:fs';
import type { Findings } from './problems.ts';

/** Reads a text file, or throws as `node:fs` does. */
export type ReadFile = (path: string) => string;

export const readTextFile: ReadFile = (path) => readFileSync(path, 'utf8');

/** Why a file could not be read, in words. */
export function readFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  if (code === 'ENOENT') return 'names a file that does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'names a file that this process may not read';
  if (code === 'EISDIR') return 'names a folder, not a file';
  return `names a file that cannot be read (${code.replaceAll(/\W/g, '')})`;
}

/** Warns when others than the owner and group can read or change a file with secrets (CF-02). */
export function checkFileMode(name: string, path: string, findings: Findings): void {
  if (process.platform === 'win32') return;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat !== undefined && (stat.mode & 0o006) !== 0) {
    findings.warn(`The file of ${name} can be read by every user of this machine. Take that right away: chmod 600.`);
  }
}
