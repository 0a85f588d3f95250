// The component of packages/browser, built into one script beside this package's sources. Read once, when it is first asked for.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

let source: string | undefined;

/** The script as text: a classic script that defines `<sigma-embed>` and the global `SigmaEmbed`. */
export function component(): string {
  source ??= readFileSync(new URL('../../../assets/sigma-embed.js', import.meta.url), 'utf8');
  return source;
}

/** Changes with the script. */
export function componentVersion(): string {
  return createHash('sha256').update(component()).digest('base64url').slice(0, 12);
}

/** Changes with the script: the answer is cached as immutable. */
export function componentPath(): string {
  return `/assets/sigma-embed.js?v=${componentVersion()}`;
}
