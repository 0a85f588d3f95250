// Knows what a safe address is: plain hosts, loopback hosts and return paths.
import type { Brand } from './brands.ts';

/** A path on our own origin that a browser may be sent to. Only `returnPath` makes one. */
export type ReturnPath = Brand<string, 'ReturnPath'>;

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a URL's host is this machine's loopback interface. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK_HOSTS.has(url.hostname);
}

/**
 * Whether the host of a URL is a plain name or address. Browsers keep quotes and semicolons in one, which end a text or a directive where
 * the origin is written into JSON or a Content-Security-Policy.
 */
export function isPlainHost({ hostname }: URL): boolean {
  return /^(?:[a-z0-9_.-]*|\[[0-9a-f:.]+\])$/.test(hostname);
}

const MAX_RETURN_PATH = 512;

/**
 * Reads a return path as a browser would, and keeps it only when it stays on our origin.
 * Anything odd becomes `/`; it never throws. (Security requirement WB-08.)
 *
 * The checks look redundant and are not: browsers read `\` as `/`, drop tabs and line breaks
 * anywhere in a URL, and read `//host` as another origin, so a path that passes one parser can leave
 * the site in another. The character test refuses those before any parser sees them; the parser then
 * proves that what is left stays here.
 */
export function returnPath(raw: unknown): ReturnPath {
  const fallback = '/' as ReturnPath;
  if (typeof raw !== 'string' || raw.length > MAX_RETURN_PATH) return fallback;
  if (!/^\/[\x21-\x5b\x5d-\x7e]*$/.test(raw) || raw.startsWith('//')) return fallback;
  const base = 'https://gateway.invalid';
  if (!URL.canParse(raw, base)) return fallback;
  const url = new URL(raw, base);
  if (url.origin !== base || url.username !== '' || url.pathname.startsWith('//')) return fallback;
  return `${url.pathname}${url.search}${url.hash}` as ReturnPath;
}
