// The connection to Redis: every command has a deadline, none waits for a reconnect, and what goes wrong becomes
// `store_unavailable`. Knows commands only as words.
import { readFileSync } from 'node:fs';
import type { RedisClientType } from 'redis';
import { GatewayError } from '../../base/errors.ts';
import type { ServerPlace } from '../../base/store-url.ts';
import { loadDriver } from '../driver.ts';
import type { Script } from './scripts.ts';

/** What Redis answers. */
export type Reply = string | number | null | readonly Reply[];

export interface Connection {
  /** A command that reads, or that no replica need have. */
  command(...words: readonly string[]): Promise<Reply>;
  /** Runs a script that only reads. */
  read(script: Script, words: readonly (string | number)[]): Promise<Reply>;
  /** A command that writes; waits until as many replicas have it as the URL asks for. */
  writeCommand(...words: readonly string[]): Promise<Reply>;
  /** The same for a script. */
  write(script: Script, words: readonly (string | number)[]): Promise<Reply>;
  close(): Promise<void>;
}

/** Milliseconds. */
const CONNECT_MS = 3000;
const ANSWER_MS = 3000;
const REPLICA_MS = 1000;
const RECONNECT_MS = 2000;
/** A greeting that is not answered is given up after this long; pings keep a quiet connection from being taken for one. */
const SILENCE_MS = 5000;
const PING_MS = 2000;

type Client = RedisClientType<Record<string, never>, Record<string, never>, Record<string, never>, 2>;

/**
 * Rejects when the first attempt to connect fails; later it reconnects by itself. Where replicas are waited for, writes have a line of
 * their own: everything behind a `WAIT` waits with it.
 */
export async function connect(place: ServerPlace): Promise<Connection> {
  const reads = await openLine(place);
  if (place.replicas === 0) return connectionOn(place, reads, reads);
  // A replica answers what only reads: that this is the primary no more shows where it is written.
  const writes = await openLine(place, () => reads.renew()).catch(async (error: unknown) => {
    await reads.close();
    throw error;
  });
  return connectionOn(place, reads, writes);
}

function connectionOn(place: ServerPlace, reads: Line, writes: Line): Connection {
  const run = async (on: Line, script: Script, words: readonly (string | number)[]): Promise<Reply> => {
    const rest = ['1', keyPrefix(place), ...words.map(String)];
    try {
      return await on.send(['EVALSHA', script.sha, ...rest]);
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      return await on.send(['EVAL', script.source, ...rest]);
    }
  };
  const wait = createWait(place, writes);
  const replicated = async (write: () => Promise<Reply>): Promise<Reply> => {
    if (place.replicas === 0) return await write();
    const connection = writes.connection();
    const reply = await write();
    await wait();
    // The replicas were asked about another connection's writes.
    if (writes.connection() !== connection) throw unavailable(new Error('reconnected'));
    return reply;
  };
  return {
    command: (...words) => reads.send(words),
    read: (script, words) => run(reads, script, words),
    writeCommand: (...words) => replicated(() => writes.send(words)),
    write: (script, words) => replicated(() => run(writes, script, words)),
    async close() {
      await Promise.all([...new Set([reads, writes])].map((line) => line.close()));
    },
  };
}

/** One `WAIT` covers every write that was answered before it was sent: those that come while one is under way share the next. */
function createWait(place: ServerPlace, line: Line): () => Promise<void> {
  const { replicas } = place;
  const marks = `${keyPrefix(place)}marks`;
  let waves = 0;
  const wait = async (): Promise<void> => {
    // `WAIT` is about the last write of its own connection, and a script may have found that there was nothing to write.
    const written = line.send(['HSET', marks, 'waited', String(++waves)]);
    const [have] = await Promise.all([line.send(['WAIT', String(replicas), String(REPLICA_MS)]).then(Number), written]);
    if (have >= replicas) return;
    throw new GatewayError('store_unavailable', { detail: `${have} of ${replicas} Redis replicas have the write` });
  };
  let current: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return async () => {
    next ??= current.then(() => {
      const wave = wait();
      current = wave.catch(ignore);
      next = undefined;
      return wave;
    });
    await next;
  };
}

/** One connection, and those that come in its place. */
interface Line {
  send(words: readonly string[]): Promise<Reply>;
  /** A number for the connection of now. */
  connection(): number;
  /** Leaves the connection for a new one. */
  renew(): void;
  close(): Promise<void>;
}

/** `demoted` is called when the server says that it is no longer the primary. */
async function openLine(place: ServerPlace, demoted: () => void = ignore): Promise<Line> {
  const { createClient } = await loadDriver('redis', () => import('redis'));
  let isOpen = false;
  let connections = 0;
  const start = (): Client => {
    const client = createClient({
      RESP: 2,
      ...(place.user !== undefined && { username: place.user }),
      ...(place.password !== undefined && { password: place.password.reveal() }),
      database: Number(place.database),
      name: 'sigma-embed',
      disableOfflineQueue: true,
      commandsQueueMaxLength: 10_000,
      maintNotifications: 'disabled',
      pingInterval: PING_MS,
      socket: {
        ...address(place),
        connectTimeout: CONNECT_MS,
        socketTimeout: SILENCE_MS,
        reconnectStrategy: (retries: number, cause: Error) =>
          isOpen ? Math.min(RECONNECT_MS, 25 * 2 ** Math.min(retries, 10)) : cause,
      },
    }) as Client;
    // Every command is told when the connection fails; without a listener the failure would end the process.
    client.on('error', ignore);
    client.on('ready', () => void (connections += 1));
    return client;
  };
  let client = start();
  await client.connect();
  isOpen = true;

  /** A server that does not answer, or is no longer the primary, may answer on a new connection. */
  const startAnew = (old: Client): void => {
    if (client !== old || !isOpen) return;
    client = start();
    client.connect().catch(ignore);
    old.destroy();
  };
  return {
    async send(words) {
      const on = client;
      try {
        return await withDeadline(on.sendCommand<Reply>([...words]));
      } catch (error) {
        const { code } = nameOf(error);
        if (code === 'NOSCRIPT') throw error;
        if (code === 'READONLY' || code === 'timeout') startAnew(on);
        if (code === 'READONLY') demoted();
        throw unavailable(error);
      }
    },
    connection: () => connections,
    renew: () => startAnew(client),
    async close() {
      isOpen = false;
      // A server that answers nothing more is not waited for.
      if (client.isReady) await withDeadline(client.close()).catch(ignore);
      client.destroy();
    },
  };
}

/** The prefix of every key. Braces put all keys of one gateway into one slot. */
export function keyPrefix({ namespace }: ServerPlace): string {
  return `{${namespace}}:`;
}

function address({ caFile, host, port, tls }: ServerPlace) {
  if (tls === 'off') return { host, port };
  const ca = caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') };
  return { host, port, tls: true as const, rejectUnauthorized: true, ...ca };
}

async function withDeadline<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('timeout')), ANSWER_MS);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** The first word of an error of Redis, which is its code; or the name of what failed on the way. */
export function nameOf(error: unknown): { readonly code: string } {
  if (!(error instanceof Error)) return { code: 'unknown' };
  // Redis 6 puts what a script met behind words of its own.
  const word = /-READONLY\b/.test(error.message) ? 'READONLY' : /^(?:ERR )?-?([A-Z]{2,})\b/.exec(error.message)?.[1];
  if (error.message === 'timeout') return { code: 'timeout' };
  const code = (error as { code?: unknown }).code;
  return { code: word ?? (typeof code === 'string' ? code : error.constructor.name) };
}

function unavailable(error: unknown): GatewayError {
  const detail = `Redis error ${nameOf(error).code}`;
  return new GatewayError('store_unavailable', { detail, cause: error, retryAfterSeconds: 2 });
}

function ignore(): void {}
