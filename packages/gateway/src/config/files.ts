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

/** Warns when others than the owner and group can read or change the file of an option that holds secrets (CF-02). */
export function checkFileMode(name: string, path: string, findings: Findings): void {
  warnOfMode(`The file of ${name}`, path, findings);
}

/** The same under another name. A pipe is passed over; a file that is out of reach is told by whoever reads it. */
export function warnOfMode(what: string, path: string, findings: Findings): void {
  if (process.platform === 'win32') return;
  if ((modeOf(path) & 0o006) !== 0) {
    findings.warn(`${what} can be read by every user of this machine. Take that right away: chmod 600.`);
  }
}

function modeOf(path: string): number {
  try {
    const stat = statSync(path);
    return stat.isFile() ? stat.mode : 0;
  } catch {
    return 0;
  }
}
