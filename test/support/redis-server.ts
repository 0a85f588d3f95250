// A Redis server for one test file, in a temporary folder, on a free port.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { findRedis } from '../../tools/test-needs.ts';
import { accepting, spawnServer, steadyPort, type ServerProcess } from './server-process.ts';

/** Put on a test to skip it, with the reason, where there is no server. */
export const withRedis = { skip: findRedis() === undefined ? 'Redis is not installed' : false };

export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  pid(): number;
  /** A store URL with a key prefix of its own. */
  url(prefix?: string): string;
  /** Sends one command, outside of every store. */
  command(...words: readonly string[]): Promise<unknown>;
  /** `save` writes a last snapshot, `crash` is kill -9. */
  stop(how: 'save' | 'crash'): Promise<void>;
  start(settings?: readonly string[]): Promise<void>;
}

/** Every write on disk before it is answered, and nothing evicted. */
export const SAFE = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction'];

export async function startRedis(settings: readonly string[] = SAFE): Promise<RedisServer> {
  const binary = findRedis();
  if (binary === undefined) throw new Error('Redis is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-redis-'));
  const port = await steadyPort();
  const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--daemonize', 'no', '--save', ''];
  let prefixes = 0;
  let server: ServerProcess;
  const start = async (more: readonly string[] = settings): Promise<void> => {
    server = await spawnServer(binary, [...fixed, ...more], { cwd: folder });
    await accepting(port, server);
  };
  const command = async (...words: readonly string[]): Promise<unknown> => {
    const client = createClient({ RESP: 2, socket: { host: '127.0.0.1', port, reconnectStrategy: false } });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.sendCommand([...words]);
    } finally {
      client.destroy();
    }
  };
  const stop = async (how: 'save' | 'crash'): Promise<void> => {
    server.signal('SIGCONT');
    server.signal(how === 'save' ? 'SIGTERM' : 'SIGKILL');
    await server.ended;
    await sleep(0);
  };
  await start();
  return {
    port,
    folder,
    pid: () => server.pid,
    url: (prefix = `p${++prefixes}`) => `redis://127.0.0.1:${port}/0?prefix=${prefix}`,
    command,
    stop,
    start,
    async [Symbol.asyncDispose]() {
      await stop('crash');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
}
