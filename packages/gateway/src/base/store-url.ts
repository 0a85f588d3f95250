// Reads the URL of a session database. Knows what may be written there; opens nothing.
import { secret, type Secret } from './secret.ts';
import { isLoopback } from './url.ts';

/** A database server that a URL names. */
export interface ServerPlace {
  readonly kind: 'postgres' | 'redis';
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: Secret | undefined;
  /** Postgres: the database. Redis: its number. */
  readonly database: string;
  /** `verified`: TLS, with certificate and host name checked. */
  readonly tls: 'verified' | 'off';
  /** File with the certificate authorities to believe instead of the usual ones. */
  readonly caFile: string | undefined;
  readonly isLoopback: boolean;
  /** Postgres: the schema. Redis: the prefix of every key. */
  readonly namespace: string;
  /** Postgres: most connections of this process. */
  readonly pool: number;
  /** Redis: replicas that must have a write before it is answered. */
  readonly replicas: number;
}

export type StorePlace = { readonly kind: 'memory' } | { readonly kind: 'sqlite'; readonly path: string } | ServerPlace;

/** A place, or what is wrong with the URL, worded to follow its name, and how to mend it. Never quotes the URL. */
export type ReadStoreUrl = { readonly ok: StorePlace } | { readonly problem: string; readonly fix: string };

const KINDS = 'sqlite:PATH, postgres://USER@HOST/DATABASE, redis://HOST, rediss://HOST, or memory: for a trial';
const PORTS = { postgres: 5432, redis: 6379 } as const;
const PARAMETERS = {
  postgres: ['sslmode', 'sslrootcert', 'schema', 'pool'],
  redis: ['tls', 'sslrootcert', 'prefix', 'wait'],
} as const;
const NAME = /^[a-z][a-z0-9_-]{0,39}$/;

const no = (problem: string, fix: string): ReadStoreUrl => ({ problem, fix });

/** Reads `memory:`, `sqlite:PATH`, `postgres://…`, `redis://…` and `rediss://…`. */
export function readStoreUrl(text: string): ReadStoreUrl {
  if (text === 'memory:') return { ok: { kind: 'memory' } };
  const path = /^sqlite:(.+)$/.exec(text)?.[1];
  if (path !== undefined && path !== ':memory:') return { ok: { kind: 'sqlite', path } };
  if (!/^(?:postgres|postgresql|redis|rediss):\/\//.test(text)) return no('names no database', `Write ${KINDS}.`);
  if (!URL.canParse(text)) {
    return no('is not a URL', 'Write characters such as @ : / ? # in user name and password as %40 %3A %2F %3F %23.');
  }
  return readServer(new URL(text));
}

/** Whether a text is a URL with a password in it. */
export function holdsPassword(text: string): boolean {
  return showStoreUrl(text) !== text;
}

/** The URL as it may be shown: without its password. */
export function showStoreUrl(text: string): string {
  return text.replace(/^(\w+:\/\/[^/?#]*?):[^/?#]*@/, '$1@');
}

function readServer(url: URL): ReadStoreUrl {
  const kind = url.protocol.startsWith('postgres') ? 'postgres' : 'redis';
  const given = url.searchParams;
  const allowed: readonly string[] = PARAMETERS[kind];
  const strange = [...given.keys()].find((key) => !allowed.includes(key));
  if (strange !== undefined) return no(`has a parameter that ${kind} URLs do not have`, `Use ${allowed.join(', ')}.`);
  if (url.hostname === '' || url.hash !== '') return no('names no host', `Write ${KINDS}.`);
  const user = decoded(url.username);
  const password = decoded(url.password);
  const database = decoded(url.pathname.slice(1));
  if (user === undefined || password === undefined || database === undefined) {
    return no('has a % that encodes nothing', 'Write a percent sign as %25.');
  }
  const namespace = given.get(kind === 'postgres' ? 'schema' : 'prefix') ?? 'sigma_embed';
  if (!NAME.test(namespace)) return no('has a schema or prefix with other characters', 'Use a-z, 0-9, _ and -.');
  const pool = count(given.get('pool') ?? '10', 1, 100);
  const replicas = count(given.get('wait') ?? '0', 0, 10);
  if (pool === undefined) return no('has a pool that is not 1 to 100', 'Write pool=10.');
  if (replicas === undefined) return no('has a wait that is not 0 to 10', 'Write wait=1 for one replica.');
  if (kind === 'postgres' && (user === '' || database === '')) {
    return no('lacks a user or a database', 'Write postgres://USER:PASSWORD@HOST/DATABASE.');
  }
  if (kind === 'redis' && count(database || '0', 0, 9999) === undefined) {
    return no('names a Redis database that is not a number', 'Write redis://HOST/0.');
  }
  const tls = readTls(url, kind);
  if (tls !== 'verified' && tls !== 'off') return tls;
  return {
    ok: {
      kind,
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port === '' ? PORTS[kind] : Number(url.port),
      user: user === '' ? undefined : user,
      password: password === '' ? undefined : secret(password),
      database: database === '' ? '0' : database,
      tls,
      caFile: given.get('sslrootcert') ?? undefined,
      isLoopback: isLoopback(url),
      namespace,
      pool,
      replicas,
    },
  };
}

/** TLS with everything checked, unless the server is on this machine or plain text was asked for by name. */
function readTls(url: URL, kind: 'postgres' | 'redis'): 'verified' | 'off' | ReadStoreUrl {
  const mode = url.searchParams.get(kind === 'postgres' ? 'sslmode' : 'tls');
  if (kind === 'postgres') {
    if (mode === null) return isLoopback(url) ? 'off' : 'verified';
    if (mode === 'verify-full') return 'verified';
    if (mode === 'disable') return 'off';
    return no('has an sslmode that is neither verify-full nor disable', 'Leave it out: verify-full is the default.');
  }
  if (mode !== null && mode !== 'disable') return no('has a tls that is not disable', 'Write rediss:// for TLS.');
  if (url.protocol === 'rediss:') return mode === null ? 'verified' : no('asks for TLS and against it', 'Choose one.');
  if (isLoopback(url) || mode === 'disable') return 'off';
  return no(
    'would send tokens to another machine without TLS',
    'Write rediss://, or add ?tls=disable where the network itself is encrypted.',
  );
}

function count(text: string, min: number, max: number): number | undefined {
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
