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
  command(...words: readonly string[]): Promise<Reply>;
  /** Runs a script that only reads. */
  read(script: Script, words: readonly (string | number)[]): Promise<Reply>;
  /** Runs a script that writes, and waits until as many replicas have it as the URL asks for. */
  write(script: Script, words: readonly (string | number)[]): Promise<Reply>;
  /** Waits for the replicas after a `command` that wrote. */
  replicated(): Promise<void>;
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

/** Rejects when the first attempt to connect fails; later it reconnects by itself. */
export async function connect(place: ServerPlace): Promise<Connection> {
  const { createClient } = await loadDriver('redis', () => import('redis'));
  let isOpen = false;
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
  const send = async (on: Client, words: readonly string[]): Promise<Reply> => {
    try {
      return await withDeadline(on.sendCommand<Reply>([...words]));
    } catch (error) {
      const { code } = nameOf(error);
      if (code === 'NOSCRIPT') throw error;
      if (code === 'READONLY' || code === 'timeout') startAnew(on);
      throw unavailable(error);
    }
  };
  const run = async (on: Client, script: Script, words: readonly (string | number)[]): Promise<Reply> => {
    const rest = ['1', keyPrefix(place), ...words.map(String)];
    try {
      return await send(on, ['EVALSHA', script.sha, ...rest]);
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      return await send(on, ['EVAL', script.source, ...rest]);
    }
  };
  const replicated = async (on: Client): Promise<void> => {
    if (place.replicas === 0) return;
    const have = Number(await send(on, ['WAIT', String(place.replicas), String(REPLICA_MS)]));
    if (have >= place.replicas) return;
    throw new GatewayError('store_unavailable', {
      detail: `${have} of ${place.replicas} Redis replicas have the write`,
    });
  };

  return {
    command: (...words) => send(client, words),
    read: (script, words) => run(client, script, words),
    async write(script, words) {
      const on = client;
      const reply = await run(on, script, words);
      await replicated(on);
      return reply;
    },
    replicated: () => replicated(client),
    async close() {
      isOpen = false;
      if (client.isReady) await client.close().catch(ignore);
      else client.destroy();
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
  const word = /^(?:ERR )?-?([A-Z]{2,})\b/.exec(error.message)?.[1];
  if (error.message === 'timeout') return { code: 'timeout' };
  const code = (error as { code?: unknown }).code;
  return { code: word ?? (typeof code === 'string' ? code : error.constructor.name) };
}

function unavailable(error: unknown): GatewayError {
  const detail = `Redis error ${nameOf(error).code}`;
  return new GatewayError('store_unavailable', { detail, cause: error, retryAfterSeconds: 2 });
}

function ignore(): void {}
