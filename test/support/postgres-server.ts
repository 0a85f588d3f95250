// A PostgreSQL server for one test file: a cluster of its own in a temporary folder, TCP on a free port, no unix socket.
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findPostgres } from '../../tools/test-needs.ts';
import { accepting, spawnServer, steadyPort, type ServerProcess, type SpawnOptions } from './server-process.ts';

/** Put on a test to skip it, with the reason, where there is no server. */
export const withPostgres = { skip: findPostgres() === undefined ? 'PostgreSQL is not installed' : false };

export interface PostgresServer extends AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  /** Process id of the server as it runs now. */
  pid(): number;
  /** A store URL for a schema of its own. */
  url(schema?: string): string;
  /** Runs statements as the owner, outside of every store. */
  sql(text: string): Promise<readonly Record<string, unknown>[]>;
  /** `fast` ends connections, `crash` is kill -9. */
  stop(how: 'fast' | 'crash'): Promise<void>;
  start(): Promise<void>;
}

export interface PostgresOptions {
  /** Whether writes reach the disk before they are answered; off makes tests quicker. */
  readonly durable?: boolean;
  /** More settings, `name=value`. */
  readonly settings?: readonly string[];
}

export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const bin = findPostgres();
  if (bin === undefined) throw new Error('PostgreSQL is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-pg-'));
  const who = owner(folder);
  const data = join(folder, 'data');
  const init = ['-D', data, '-U', 'sigma', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  const made = spawnSync(join(bin, 'initdb'), init, { ...who, cwd: folder, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await steadyPort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=60',
    'shared_buffers=64MB',
    `fsync=${options.durable === true ? 'on' : 'off'}`,
    ...(options.settings ?? []),
  ];
  writeFileSync(
    join(data, 'postgresql.auto.conf'),
    settings.map((line) => line.replace(/=(.*)/, " = '$1'\n")).join(''),
  );

  let schemas = 0;
  let server: ServerProcess;
  const ask = async (text: string): Promise<readonly Record<string, unknown>[]> => {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'sigma', database: 'postgres' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, unknown>>(text);
      return rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const start = async (): Promise<void> => {
    server = await spawnServer(join(bin, 'postgres'), ['-D', data], { ...who, cwd: folder });
    await accepting(port, server);
    for (let tries = 0; ; tries += 1) {
      try {
        await ask('SELECT 1');
        return;
      } catch (error) {
        if (tries === 200) throw error;
        await sleep(50);
      }
    }
  };
  const stop = async (how: 'fast' | 'crash'): Promise<void> => {
    server.signal('SIGCONT');
    server.signal(how === 'fast' ? 'SIGINT' : 'SIGKILL');
    await server.ended;
  };
  await start();
  return {
    port,
    folder,
    pid: () => server.pid,
    url: (schema = `s${++schemas}`) => `postgres://sigma@127.0.0.1:${port}/postgres?schema=${schema}`,
    sql: ask,
    stop,
    start,
    async [Symbol.asyncDispose]() {
      await stop('crash');
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
export function owner(folder: string): SpawnOptions {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const who = { uid: id('-u'), gid: id('-g') };
  chownSync(folder, who.uid, who.gid);
  return who;
}
