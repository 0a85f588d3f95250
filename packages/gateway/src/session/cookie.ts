// Knows our cookies: their names, how to read them strictly and how to write them so that a browser accepts no weaker one.
import { isLoopback } from '../base/url.ts';

/** Browsers keep a `__Host-` cookie only when it is Secure, has Path=/ and no Domain (RFC 6265bis section 4.1.3.2). */
export type HostCookieName = `__Host-${string}`;

/** The cookie names of one gateway. */
export interface CookieNames {
  /** The session at the default workspace; at another one, this followed by a dot and its alias. */
  readonly session: HostCookieName;
  /** Every login attempt has a cookie of its own: this followed by its id. */
  readonly attemptPrefix: HostCookieName;
  /** Says once that somebody else was signed in before. */
  readonly notice: HostCookieName;
}

/**
 * The cookie names for a public origin and base path. A `__Host-` cookie has Path=/ and ignores ports, so the name carries the
 * base path, and on loopback the port: two gateways of one host would sign each other out otherwise. No name is the
 * beginning of another gateway's, as `~` stands in no base path.
 */
export function cookieNames(publicOrigin: string, basePath = ''): CookieNames {
  const url = new URL(publicOrigin);
  const port = isLoopback(url) && url.port !== '' ? `-${url.port}` : '';
  const place = basePath === '' ? '' : `${basePath.replaceAll('/', '~')}~`;
  const base = `__Host-sigma-embed${port}${place}` as const;
  return { session: base, attemptPrefix: `${base}-login-`, notice: `${base}-notice` };
}

/** The session cookie of a workspace. A dot parts the alias, which stands in no other cookie name of ours. */
export function sessionCookie({ session }: CookieNames, alias: string | undefined): HostCookieName {
  return alias === undefined ? session : `${session}.${alias}`;
}

/** All values of the cookies called `name` in a Cookie header, in order. Never throws, whatever the bytes. */
export function cookieValues(header: string | undefined, name: string): string[] {
  const values: string[] = [];
  for (const [found, value] of cookiePairs(header)) if (found === name) values.push(value);
  return values;
}

/** The cookies whose name begins with `prefix`: the rest of the name, and the value. */
export function cookiesWithPrefix(header: string | undefined, prefix: string): [rest: string, value: string][] {
  return cookiePairs(header)
    .filter(([found]) => found.startsWith(prefix))
    .map(([found, value]) => [found.slice(prefix.length), value]);
}

/** More pairs than any browser sends us; the rest is not read. */
const MAX_PAIRS = 200;

function cookiePairs(header: string | undefined): [name: string, value: string][] {
  if (header === undefined) return [];
  const pairs: [string, string][] = [];
  for (const part of header.split(';', MAX_PAIRS)) {
    const at = part.indexOf('=');
    if (at > 0) pairs.push([stripped(part.slice(0, at)), stripped(part.slice(at + 1))]);
  }
  return pairs;
}

/**
 * Without the spaces and tabs at its ends, and nothing else: a browser takes no more off a name before it looks for `__Host-`
 * (RFC 6265bis section 5.6). `trim()` would make `\xA0__Host-…`, which any host of the domain may set, a name of ours. Loops, as a
 * pattern for the end would go through a long run of spaces again and again.
 */
function stripped(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text[from])) from += 1;
  while (to > from && isBlank(text[to - 1])) to -= 1;
  return text.slice(from, to);
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

export interface CookieToSet {
  readonly name: HostCookieName;
  readonly value: string;
  readonly sameSite: 'Lax' | 'Strict';
  /** Absent: until the browser closes. */
  readonly maxAgeSeconds?: number;
}

/** A Set-Cookie value. */
export function setCookie(cookie: CookieToSet): string {
  const age = cookie.maxAgeSeconds === undefined ? '' : `; Max-Age=${cookie.maxAgeSeconds}`;
  return `${cookie.name}=${cookie.value}; Path=/; Secure; HttpOnly; SameSite=${cookie.sameSite}${age}`;
}

/** A Set-Cookie value that removes a cookie. It repeats Secure and Path, or a `__Host-` cookie would stay (SE-05). */
export function clearCookie(name: HostCookieName): string {
  return `${name}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0`;
}
