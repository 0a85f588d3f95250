// Connects to a Postgres database for one purpose only: to hold our sessions. Brings its tables up to date and says in a
// sentence why it cannot.
import { GatewayError } from '../../base/errors.ts';
import { showStoreUrl, type ServerPlace } from '../../base/store-url.ts';
import type { KeyCheck } from '../../vault/keyring.ts';
import { admitKeys } from './admit-keys.ts';
import { codeOf, connect, type Database, type Query } from './database.ts';
import type { Step } from './schema.ts';

export interface OpenOptions {
  readonly keyChecks: readonly KeyCheck[];
  readonly steps: readonly Step[];
  readonly warn: (sentence: string) => void;
}

const OLDEST_SERVER = 130_000;
/** Replicas that start together wait for the one that changes the tables. Milliseconds. */
const MIGRATION_MS = 60_000;

/** @throws GatewayError `store_unusable` with the place and the cure. */
export async function openDatabase(place: ServerPlace, options: OpenOptions): Promise<Database> {
  const at = placeName(place);
  const db = await connectAtAll(place, at);
  try {
    await readSettings(db, at, options.warn);
    await db.transaction(async (query) => {
      await migrate(query, { at, schema: quoted(place), steps: options.steps });
      await admitKeys(query, { at, schema: quoted(place) }, options.keyChecks);
    }, MIGRATION_MS);
    return db;
  } catch (error) {
    await db.close();
    throw error instanceof GatewayError && error.code === 'store_unusable' ? error : refused(at, error);
  }
}

/** The schema as it stands in a statement. */
export function quoted({ namespace }: ServerPlace): string {
  return `"${namespace}"`;
}

/** The place as it stands in a sentence. */
export function placeName({ database, host, port, user }: ServerPlace): string {
  return showStoreUrl(`postgres://${user ?? ''}@${host}:${port}/${database}`);
}

/** A transaction pooler may refuse settings that come with the connection; then it is used without them. */
async function connectAtAll(place: ServerPlace, at: string): Promise<Database> {
  for (const serverTimeouts of [true, false]) {
    const db = await connect(place, { serverTimeouts });
    try {
      await db.read('SELECT 1');
      return db;
    } catch (error) {
      await db.close();
      const cause = error instanceof GatewayError ? error.cause : error;
      if (!serverTimeouts || codeOf(cause) !== '08P01') throw refused(at, error);
    }
  }
  throw refused(at, undefined);
}

async function readSettings(db: Database, at: string, warn: (sentence: string) => void): Promise<void> {
  const [row] = await db.read(
    `SELECT current_setting('server_version_num')::int, current_setting('synchronous_commit'), current_setting('fsync'),
       (SELECT setting::bigint FROM pg_settings WHERE name = 'statement_timeout')`,
  );
  const [version, synchronous, fsync, timeout] = row ?? [];
  if (Number(version) < OLDEST_SERVER) throw unusable(`${at} is older than PostgreSQL 13. Use a newer server.`);
  if (synchronous === 'off' || fsync === 'off') {
    warn(
      `${at} answers before a write is on its disk (${fsync === 'off' ? 'fsync' : 'synchronous_commit'} is off): a crash of ` +
        'the server can lose refresh tokens that exist nowhere else, and their viewers must sign in again.',
    );
  }
  if (timeout === 0) {
    warn(
      `${at} lets statements run without limit, because the pooler in front of it takes no settings. ` +
        "Set them for the role: ALTER ROLE … SET statement_timeout = '3s'; ALTER ROLE … SET lock_timeout = '2s'.",
    );
  }
}

async function migrate(
  query: Query,
  target: { readonly at: string; readonly schema: string; readonly steps: readonly Step[] },
): Promise<void> {
  const { at, schema, steps } = target;
  await query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [schema]);
  const { hasSchema, readableFrom, version } = await readState(query, schema, at);
  if (readableFrom > steps.length) {
    throw unusable(
      `${at} was written by a newer version of the gateway, which this one cannot follow. Use that version.`,
    );
  }
  if (version >= steps.length) return;
  // Not IF NOT EXISTS, which asks for CREATE on the database although the schema is there.
  if (!hasSchema) await query(`CREATE SCHEMA ${schema}`);
  for (const step of steps.slice(version)) {
    for (const sql of step.sql.replaceAll('$schema', schema).split(';')) {
      if (sql.trim() !== '') await query(sql);
    }
  }
  const marks = { schema_version: String(steps.length), readable_from: String(steps.at(-1)?.readableFrom) };
  for (const [name, value] of Object.entries(marks)) {
    await query(
      `INSERT INTO ${schema}.marks (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      [name, value],
    );
  }
}

async function readState(
  query: Query,
  schema: string,
  at: string,
): Promise<{ readonly hasSchema: boolean; readonly version: number; readonly readableFrom: number }> {
  const [found] = await query(
    'SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = n.oid), to_regclass($2) IS NOT NULL FROM pg_namespace AS n WHERE nspname = $1',
    [schema.slice(1, -1), `${schema}.marks`],
  );
  const [tables, hasMarks] = (found ?? [0, false]) as unknown as [number, boolean];
  if (!hasMarks && tables > 0)
    throw unusable(`The schema ${schema} at ${at} belongs to another program. Name another one: ?schema=NAME`);
  const hasSchema = found !== undefined;
  if (!hasMarks) return { hasSchema, version: 0, readableFrom: 0 };
  const marks = new Map((await query(`SELECT name, value FROM ${schema}.marks`)).map(([name, value]) => [name, value]));
  if (marks.get('application') !== 'sigma-embed') {
    throw unusable(`The schema ${schema} at ${at} belongs to another program. Name another one: ?schema=NAME`);
  }
  const [version, readableFrom] = [Number(marks.get('schema_version')), Number(marks.get('readable_from'))];
  return { hasSchema, version, readableFrom };
}

const CURES: readonly (readonly [code: RegExp, sentence: string])[] = [
  [/^(?:28|3D)/, 'refuses this user, password or database. Check the URL in SIGMA_EMBED_STORE and pg_hba.conf.'],
  [/^42501/, 'does not let this role create tables. Grant it CREATE on the database, or create the schema for it.'],
  [/^25006/, 'is read-only. Name the primary.'],
  [
    /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/,
    'has a certificate that is not believed. Name its authority: ?sslrootcert=FILE',
  ],
];

function refused(at: string, error: unknown): GatewayError {
  const cause = error instanceof GatewayError ? (error.cause ?? error) : error;
  const noTls = cause instanceof Error && cause.message.includes('does not support SSL');
  const code = noTls ? 'SSL' : (codeOf(cause) ?? '');
  const known = CURES.find(([pattern]) => pattern.test(code));
  const sentence = noTls
    ? 'does not speak TLS. Turn it on there, or write ?sslmode=disable where the network itself is encrypted.'
    : (known?.[1] ?? 'does not answer. Check host, port and network.');
  return unusable(`The session database ${at} ${sentence}`, cause);
}

function unusable(message: string, cause?: unknown): GatewayError {
  return new GatewayError('store_unusable', { message, cause });
}
