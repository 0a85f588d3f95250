// The script of the dashboard page, and the address under which it may be cached for ever.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The modules of `client`, each after those it imports. */
const FILES = ['words.js', 'claims.js', 'dashboard.js'];

/** Joined into one module, so that a page fetches one file: imports go, what was exported stays as it is. */
const source = FILES.map((name) => readFileSync(new URL(`client/${name}`, import.meta.url), 'utf8'))
  .join('\n')
  .replace(/^import .*;$/gm, '')
  .replace(/^export (?=function )/gm, '');
const version = createHash('sha256').update(source).digest('base64url').slice(0, 12);

/** The script as text; an ES module. */
export function dashboardScript(): string {
  return source;
}

/** Changes with the script. */
export function dashboardScriptVersion(): string {
  return version;
}

/** Changes with the script: the answer is cached as immutable. */
export function dashboardScriptPath(): string {
  return `/assets/dashboard.js?v=${version}`;
}
