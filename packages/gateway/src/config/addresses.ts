// Reads addresses strictly: hosts, origins, redirect URIs, embed URLs. Each answer is a value or a sentence.
import { isIP } from 'node:net';
import { isEmbedPath } from '../base/embed-path.ts';
import { isLoopback, isPlainHost } from '../base/url.ts';

/** A value, or what is wrong with the text, worded to follow the option's name, and how to mend it. */
export type Read<T> = { readonly ok: T } | { readonly problem: string; readonly fix: string };

const no = (problem: string, fix: string): Read<never> => ({ problem, fix });

/** A Databricks host, with or without scheme, with or without a trailing slash, as an origin. */
export function readHost(text: string): Read<string> {
  const url = parse(text.includes('://') ? text : `https://${text}`);
  if (url === undefined) return no('is not a host name', 'Write it like dbc-1234abcd-5678.cloud.databricks.com.');
  if (url.username !== '' || url.password !== '') return no('holds a user name or password', 'Write the host alone.');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    return no('holds more than a host', 'Leave out everything after the host: path, `?o=…`, `#…`.');
  }
  return safeScheme(url) ?? { ok: url.origin };
}

/** The host of a workspace, as an origin. */
export function readWorkspaceHost(text: string): Read<string> {
  const read = readHost(text);
  const isConsole = 'ok' in read && new URL(read.ok).hostname.startsWith('accounts.');
  return isConsole
    ? no(
        'is the account console, not a workspace',
        'Set the host of the workspace; account level is an option of its own.',
      )
    : read;
}

/** One exact origin, such as `https://portal.example.com`. */
export function readOrigin(text: string): Read<string> {
  const url = parse(text);
  const isExact = url !== undefined && (url.origin === text || `${url.origin}/` === text);
  if (!isExact || text.includes('*')) {
    return no(
      'has an entry that is not one exact origin',
      'Write origins like https://portal.example.com; no wildcards.',
    );
  }
  return safeScheme(url) ?? { ok: url.origin };
}

const CALLBACK = /\/auth\/databricks\/callback\/?$/;
const RESERVED =
  /^\/(?:$|login(?:\.html)?$|signed-in$|dashboard|api\/|logout$|assets\/|sigma-embed\.js$|health$|ready$|auth\/databricks\/login$)/;
/** A proxy may take the base path off: a gateway at `/login` could then not tell its start page from its sign-in page. */
const RESERVED_BASE = /^\/(?:login(?:\.html)?|signed-in|logout|auth|assets|health|ready|sigma-embed\.js)(?:\/|$)/;
/** Segments that begin with a letter or digit: they are part of cookie names as well. */
const BASE_PATH = /^(?:\/[A-Za-z0-9][\w.-]*)*$/;

/** What stands before `/auth/databricks/callback` in a path, such as `/analytics`; empty when it is all, or another path. */
export function basePathOf(callback: string): string {
  return CALLBACK.test(callback) ? callback.replace(CALLBACK, '') : '';
}

/** The redirect URI, kept character by character: Databricks compares it so. */
export function readRedirectUri(text: string): Read<URL> {
  const url = parse(text);
  if (url === undefined) {
    return no('is not an absolute URL', 'Write it like https://analytics.example.com/auth/databricks/callback.');
  }
  const unsafe = safeScheme(url);
  if (unsafe !== undefined) return unsafe;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return no('holds more than scheme, host, port and path', 'Leave out user name, `?…` and `#…`.');
  }
  if (url.href !== text) {
    return no('is not written the way browsers write it', `Write ${url.href} here and at the app connection.`);
  }
  const base = basePathOf(url.pathname);
  if (!BASE_PATH.test(base) || RESERVED_BASE.test(base)) {
    return no(
      'has a base path that the gateway cannot stand at',
      'Use letters, digits, "-", "_" and ".", and no address of the gateway itself; like /analytics/auth/databricks/callback.',
    );
  }
  if (!/^(?:\/[\w.~-]+)+\/?$/.test(url.pathname) || RESERVED.test(url.pathname)) {
    return no(
      'has a path that the gateway cannot answer',
      'Use /auth/databricks/callback, or another path of its own.',
    );
  }
  return { ok: url };
}

/** The forms that minting takes; a test holds the two together. */
const EMBEDDABLE =
  /^\/[A-Za-z0-9_-]+\/(?:workbook\/[^/?#]+(?:\/tag\/[^/?#]+)?(?:\/(?:page|element)\/[^/?#]+|\/edit)?|ask)\/?$/;

/** The address of published Sigma content, without query: `https://HOST/ORGANIZATION/workbook/…`. */
export function readEmbedUrl(text: string): Read<string> {
  const url = parse(text);
  if (url === undefined) {
    return no('is not an absolute URL', 'Copy the address of the published workbook from the browser.');
  }
  const unsafe = safeScheme(url);
  if (unsafe !== undefined) return unsafe;
  if (url.username !== '' || url.password !== '') return no('holds a user name or password', 'Leave it out.');
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(text)) {
    return no('holds a query or a fragment', 'Copy the address up to the `?` or `#`; the gateway adds the rest.');
  }
  const [organization = '', content = ''] = url.pathname.split('/').slice(1);
  if (content === 'embed' || organization === 'embed') {
    return no('is an address of the older signed embeds', 'Copy the address of the published workbook itself.');
  }
  if (!isEmbedPath(url.pathname)) {
    return no(
      'is not the address of content that Sigma embeds',
      'Write it like https://app.sigmacomputing.com/your-org/workbook/Name-1a2B3c, with /tag/…, /page/… or /element/… behind it where you want less.',
    );
  }
  if (!EMBEDDABLE.test(url.pathname)) {
    return no(
      'is not the address of a workbook, or of a page, an element or a tag of one',
      'Copy the address of the published workbook; /tag/… follows right after it, then /page/… or /element/….',
    );
  }
  return { ok: url.href.replace(/\/$/, '') };
}

/** An address to listen on: an IP address or a host name of this machine. */
export function readListenHost(text: string): Read<string> {
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) !== 0 || /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(bare)) return { ok: bare };
  return no(
    'is neither an IP address nor a host name',
    'Write 127.0.0.1 for this machine only, 0.0.0.0 for all interfaces.',
  );
}

function parse(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && isPlainHost(url) ? url : undefined;
}

function safeScheme(url: URL): Read<never> | undefined {
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) return undefined;
  if (url.protocol === 'http:')
    return no('is plain http', 'Use https; plain http is for localhost and 127.0.0.1 only.');
  return no('is neither https nor http', 'Use an https address.');
}
