// The connections to Postgres: bounded in number and in time. Knows statements only as texts; turns what goes wrong into
// `store_unavailable`.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient, PoolConfig } from 'pg';
import { GatewayError } from '../../base/errors.ts';
import type { ServerPlace } from '../../base/store-url.ts';
import { loadDriver } from '../driver.ts';
import type { Cell } from '../session-row.ts';

export type Row = readonly Cell[];
/** Arrays are for `unnest`. */
export type Value = Cell | readonly (string | number)[];
export type Query = (text: string, values?: readonly Value[]) => Promise<readonly Row[]>;

export interface Database {
  /** One statement that changes nothing: asked again when its connection is lost. */
  readonly read: Query;
  /** One statement. It is sent again only after the server said that it rolled it back. */
  readonly write: Query;
  /** Several statements in one transaction; nothing but the database may be waited for in it. */
  transaction<T>(work: (query: Query) => Promise<T>, timeoutMs?: number): Promise<T>;
  close(): Promise<void>;
}

/** Milliseconds. The server gives a statement up before we stop listening for it. */
const CONNECT_MS = 3000;
const STATEMENT_MS = 3000;
const LOCK_MS = 2000;
const ANSWER_MS = 4000;
/** Pauses before a statement that lost to another one is sent again. */
const RETRY_MS = [10, 50, 200];
const BIGINT = 20;
/** serialization_failure, deadlock_detected: the server rolled the statement back. */
const ROLLED_BACK = new Set(['40001', '40P01']);
/** read_only_sql_transaction: this is no longer the primary. */
const DEMOTED = '25006';

/** Whether the server takes our timeouts with the connection; a transaction pooler may refuse them. */
export async function connect(
  place: ServerPlace,
  { serverTimeouts }: { readonly serverTimeouts: boolean },
): Promise<Database> {
  const { default: pg } = await loadDriver('pg', () => import('pg'));
  const types = new pg.TypeOverrides();
  types.setTypeParser(BIGINT, Number);
  const config: PoolConfig = {
    host: place.host,
    port: place.port,
    user: place.user,
    password: place.password?.reveal(),
    database: place.database,
    ssl: tlsOf(place),
    max: place.pool,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    application_name: 'sigma-embed',
    types,
    ...(serverTimeouts && {
      statement_timeout: STATEMENT_MS,
      lock_timeout: LOCK_MS,
      idle_in_transaction_session_timeout: ANSWER_MS,
    }),
  };
  const pool = new pg.Pool(config);
  // A connection that dies tells whoever uses it; without a listener it would end the process as well.
  pool.on('error', ignore);
  pool.on('connect', (client) => void client.on('error', ignore));
  return databaseOn(pool);
}

function databaseOn(pool: Pool): Database {
  const once = async (text: string, values: readonly Value[]): Promise<readonly Row[]> =>
    await using(pool, (client) => ask(client, text, values));
  const write: Query = (text, values = []) => again(() => once(text, values), wasRolledBack);
  return {
    write,
    read: (text, values = []) =>
      again(
        () => once(text, values),
        (error) => wasRolledBack(error) || wasLost(error),
      ),
    transaction: (work, timeoutMs) =>
      again(() => using(pool, (client) => within(client, work, timeoutMs)), wasRolledBack),
    close: () => pool.end(),
  };
}

async function ask(
  client: PoolClient,
  text: string,
  values: readonly Value[],
  timeoutMs?: number,
): Promise<readonly Row[]> {
  const timeout = timeoutMs === undefined ? {} : { query_timeout: timeoutMs };
  const { rows } = await client.query<Cell[]>({ text, values: [...values], rowMode: 'array', ...timeout });
  return rows;
}

async function within<T>(client: PoolClient, work: (query: Query) => Promise<T>, timeoutMs?: number): Promise<T> {
  const query: Query = (text, values = []) => ask(client, text, values, timeoutMs);
  // Whatever the role has for a default: what waits for a lock has to see what was written under it.
  await query('BEGIN ISOLATION LEVEL READ COMMITTED');
  try {
    if (timeoutMs !== undefined) await query(`SET LOCAL statement_timeout = ${timeoutMs}`);
    if (timeoutMs !== undefined) await query(`SET LOCAL lock_timeout = ${timeoutMs}`);
    const result = await work(query);
    await query('COMMIT');
    return result;
  } catch (error) {
    await query('ROLLBACK').catch(ignore);
    throw error;
  }
}

/** A connection on which anything but a plain refusal happened is not used again. */
async function using<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw unavailable(error);
  });
  try {
    const result = await work(client);
    client.release();
    return result;
  } catch (error) {
    client.release(isBroken(error) || codeOf(error) === DEMOTED);
    throw error;
  }
}

async function again<T>(attempt: () => Promise<T>, mayRepeat: (error: unknown) => boolean): Promise<T> {
  for (const pause of RETRY_MS) {
    try {
      return await attempt();
    } catch (error) {
      if (!mayRepeat(error)) throw unavailable(error);
      await sleep(pause);
    }
  }
  return await attempt().catch((error: unknown) => {
    throw unavailable(error);
  });
}

function wasRolledBack(error: unknown): boolean {
  return ROLLED_BACK.has(codeOf(error) ?? '');
}

/** The connection is of no use any more: the server did not answer with an error of its own, or said that it ends. */
function isBroken(error: unknown): boolean {
  return !/^(?!57P|08)(?=.*\d)[0-9A-Z]{5}$/.test(codeOf(error) ?? '');
}

/** The connection went away under the statement; another one can be had at once, or the next failure says that it cannot. */
function wasLost(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return /^(?:ECONNRESET|EPIPE|57P|08)/.test(code);
  return error instanceof Error && error.message.startsWith('Connection terminated');
}

function unavailable(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  return new GatewayError('store_unavailable', {
    detail: `Postgres error ${codeOf(error) ?? 'without a code'}`,
    cause: error,
    retryAfterSeconds: 2,
  });
}

/** SQLSTATE, or the code of a failed connection. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

function tlsOf({ caFile, host, tls }: ServerPlace): PoolConfig['ssl'] {
  if (tls === 'off') return false;
  // `host` is what the certificate is checked against where the server is named by its address.
  const ca = caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') };
  return { rejectUnauthorized: true, host, ...ca };
}

function ignore(): void {}
