// The stores that several replicas can share, each in a place of its own that goes with the test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, withPostgres } from '../postgres-server.ts';
import { startRedis, withRedis } from '../redis-server.ts';

export interface SharedStore extends AsyncDisposable {
  /** An empty database. */
  url(): string;
}

export interface SharedStoreKind {
  readonly name: 'SQLite' | 'Postgres' | 'Redis';
  readonly skip: string | boolean;
  readonly start: () => Promise<SharedStore>;
}

export const SHARED_STORES: readonly [SharedStoreKind, ...SharedStoreKind[]] = [
  {
    name: 'SQLite',
    skip: false,
    async start() {
      const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-sqlite-'));
      let count = 0;
      return {
        url: () => `sqlite:${join(folder, `${(count += 1)}.db`)}`,
        [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
      };
    },
  },
  { name: 'Postgres', skip: withPostgres.skip, start: async () => await startPostgres() },
  { name: 'Redis', skip: withRedis.skip, start: async () => await startRedis() },
];
