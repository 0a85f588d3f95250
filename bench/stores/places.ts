// The databases that are measured: one of each kind, every one set to have a write on disk before it answers.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../test/support/postgres-server.ts';
import { startRedis } from '../../test/support/redis-server.ts';

export type PlaceName = 'memory' | 'sqlite' | 'postgres' | 'redis';

export interface Places extends AsyncDisposable {
  /** A database of its own; empty at first. */
  url(name: PlaceName): string;
}

export async function startPlaces(): Promise<Places> {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-bench-'));
  const postgres = await startPostgres({ durable: true, settings: ['shared_buffers=512MB', 'max_wal_size=4GB'] });
  const redis = await startRedis();
  let files = 0;
  return {
    url(name) {
      if (name === 'postgres') return postgres.url();
      if (name === 'redis') return redis.url();
      files += 1;
      return name === 'sqlite' ? `sqlite:${join(folder, `${files}.db`)}` : 'memory:';
    },
    async [Symbol.asyncDispose]() {
      await postgres[Symbol.asyncDispose]();
      await redis[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
