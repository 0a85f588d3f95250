// PgBouncer in transaction mode in front of a PostgreSQL server of the tests.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPgBouncer, findPostgres } from '../../tools/test-needs.ts';
import { owner } from './postgres-server.ts';
import { accepting, spawnServer, steadyPort } from './server-process.ts';

/** Put on a test to skip it, with the reason, where there is none. */
export const withPgBouncer = {
  skip: findPgBouncer() === undefined || findPostgres() === undefined ? 'PgBouncer is not installed' : false,
};

export interface PgBouncer extends AsyncDisposable {
  readonly port: number;
}

/** Two connections to the server for everybody: no session state survives from one transaction to the next. */
export async function startPgBouncer(target: number): Promise<PgBouncer> {
  const binary = findPgBouncer();
  if (binary === undefined) throw new Error('PgBouncer is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-bouncer-'));
  const who = owner(folder);
  const port = await steadyPort();
  const file = join(folder, 'pgbouncer.ini');
  writeFileSync(join(folder, 'users.txt'), '"sigma" ""\n', { mode: 0o644 });
  writeFileSync(
    file,
    [
      '[databases]',
      `postgres = host=127.0.0.1 port=${target} dbname=postgres`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = trust',
      `auth_file = ${join(folder, 'users.txt')}`,
      'pool_mode = transaction',
      'default_pool_size = 2',
    ].join('\n'),
    { mode: 0o644 },
  );
  const server = await spawnServer(binary, [file], { ...who, cwd: folder });
  await accepting(port, server);
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.signal('SIGKILL');
      await server.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
