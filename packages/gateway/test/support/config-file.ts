// A config file on disk for one test file.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

export interface WrittenConfig {
  readonly path: string;
  write(content: unknown): void;
}

/** Gone after the tests of the file. A text is written as it is. */
export function configFile(content: unknown): WrittenConfig {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-policy-'));
  after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'sigma-embed.json');
  const write = (next: unknown): void => writeFileSync(path, typeof next === 'string' ? next : JSON.stringify(next));
  write(content);
  return { path, write };
}

export function workbook(name: string): string {
  return `https://app.sigmacomputing.com/acme/workbook/${name}-1a2B3c`;
}
