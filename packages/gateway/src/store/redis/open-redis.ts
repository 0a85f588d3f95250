// Decides whether a Redis may hold sessions: what it would forget by itself must be known before anybody signs in (ST-10).
import { GatewayError } from '../../base/errors.ts';
import { randomToken, systemRandom } from '../../base/random.ts';
import type { ServerPlace } from '../../base/store-url.ts';
import type { KeyCheck } from '../../vault/keyring.ts';
import { admitKeys, pairsOf } from './admit-keys.ts';
import { connect, keyPrefix, nameOf, type Connection, type Reply } from './connection.ts';

/** Version of the layout of keys and fields, and the oldest one whose gateway can still work on it (AV-04). */
export interface Layout {
  readonly version: number;
  readonly readableFrom: number;
}

export const LAYOUT: Layout = { version: 1, readableFrom: 1 };

export interface OpenOptions {
  readonly keyChecks: readonly KeyCheck[];
  readonly layout: Layout;
  readonly warn: (sentence: string) => void;
}

/** The place as it stands in a sentence. */
export function placeName({ database, host, port }: ServerPlace): string {
  return `redis://${host}:${port}/${database}`;
}

/** @throws GatewayError `store_unusable` with the place and the cure. */
export async function openConnection(place: ServerPlace, options: OpenOptions): Promise<Connection> {
  const at = placeName(place);
  const connection = await connect(place).catch((error: unknown) => {
    throw refused(at, error);
  });
  try {
    await checkServer(connection, { place, at, warn: options.warn });
    await admit(connection, { place, at, options });
    return connection;
  } catch (error) {
    await connection.close();
    if (error instanceof GatewayError && error.code === 'store_unusable') throw error;
    throw refused(at, error instanceof GatewayError ? error.cause : error);
  }
}

interface Server {
  readonly place: ServerPlace;
  readonly at: string;
  readonly warn: (sentence: string) => void;
}

async function checkServer(connection: Connection, { at, place, warn }: Server): Promise<void> {
  const facts = infoOf(await connection.command('INFO'));
  const [major = 0, minor = 0] = (facts.get('redis_version') ?? '').split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 2)) throw unusable(`${at} is older than Redis 6.2. Use a newer server.`);
  if (facts.get('role') !== 'master') throw unusable(`${at} is a replica and cannot write. Name the primary.`);
  const policy = facts.get('maxmemory_policy');
  if (policy !== 'noeviction') {
    throw unusable(
      `${at} has maxmemory-policy ${policy ?? 'unknown'}: when memory runs short it would drop sessions at will. ` +
        'Set maxmemory-policy noeviction, or use a Redis of its own for the gateway.',
    );
  }
  const loss = await lossOf(connection, facts);
  if (loss !== undefined) {
    warn(`${at} ${loss}. Refresh tokens that Databricks rotated exist nowhere else: their viewers must sign in again.`);
  }
  if (Number(facts.get('connected_slaves')) > 0 && place.replicas === 0) {
    warn(
      `${at} has replicas and does not wait for them: a failover loses the last writes. ` +
        'Add ?wait=1 to the URL to answer only what a replica has too.',
    );
  }
}

/** What a crash of the server costs; `undefined` when nothing that was answered. */
async function lossOf(connection: Connection, facts: ReadonlyMap<string, string>): Promise<string | undefined> {
  if (facts.get('aof_enabled') !== '1') {
    return 'has no append-only file: a restart forgets every write since the last snapshot. Set appendonly yes';
  }
  const fsync = await connection.command('CONFIG', 'GET', 'appendfsync').catch(() => undefined);
  const value = Array.isArray(fsync) ? (fsync as Reply[])[1] : undefined;
  if (value === 'always') return undefined;
  if (value === undefined) return 'does not say how often it syncs to disk. Make sure that appendfsync is always';
  return `has appendfsync ${String(value)}: a crash of the machine forgets the last second or more. Set appendfsync always`;
}

async function admit(
  connection: Connection,
  { at, options, place }: { readonly place: ServerPlace; readonly at: string; readonly options: OpenOptions },
): Promise<void> {
  const { keyChecks, layout } = options;
  const marks = `${keyPrefix(place)}marks`;
  const found = pairsOf(await connection.command('HGETALL', marks));
  if (Number(found.get('readable_from') ?? 0) > layout.version) {
    throw unusable(
      `${at} was written by a newer version of the gateway, which this one cannot follow. Use that version.`,
    );
  }
  await admitKeys(connection, { at, marks }, keyChecks);
  await connection.command('HSETNX', marks, 'identity', randomToken(systemRandom, 16));
  const words: string[] = [];
  if (Number(found.get('schema_version') ?? 0) < layout.version) {
    words.push('schema_version', String(layout.version), 'readable_from', String(layout.readableFrom));
  }
  await connection.command('HSET', marks, 'application', 'sigma-embed', ...words);
}

function infoOf(reply: Reply): ReadonlyMap<string, string> {
  const lines = String(reply).split(/\r?\n/);
  return new Map(
    lines.filter((line) => line.includes(':')).map((line) => [before(line), line.slice(before(line).length + 1)]),
  );
}

function before(line: string): string {
  return line.slice(0, line.indexOf(':'));
}

const CURES: readonly (readonly [code: RegExp, sentence: string])[] = [
  [
    /^(?:NOAUTH|WRONGPASS|NOPERM)$/,
    'refuses this user or password, or its ACL lacks a command. Check the URL in SIGMA_EMBED_STORE.',
  ],
  [/^(?:LOADING|BUSY|MASTERDOWN)$/, 'is not ready yet. Start the gateway again when it is.'],
  [/^(?:OOM|MISCONF|READONLY)$/, 'cannot write. Give it memory and disk, or name the primary.'],
  [/^(?:MOVED|CROSSSLOT|CLUSTERDOWN)$/, 'is a cluster. Use a single primary, or an endpoint that stands for one.'],
  [
    /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/,
    'has a certificate that is not believed. Name its authority: ?sslrootcert=FILE',
  ],
];

function refused(at: string, error: unknown): GatewayError {
  const { code } = nameOf(error);
  const sentence =
    CURES.find(([pattern]) => pattern.test(code))?.[1] ?? 'does not answer. Check host, port and network.';
  return unusable(`The session database ${at} ${sentence}`, error);
}

function unusable(message: string, cause?: unknown): GatewayError {
  return new GatewayError('store_unusable', { message, cause });
}
