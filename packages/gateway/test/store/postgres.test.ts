// Postgres passes the suite that any store must pass [ST-12].
import { after, describe } from 'node:test';
import { startPostgres, withPostgres, type PostgresServer } from '../../../../test/support/postgres-server.ts';
import { openStore } from '../../src/store/open.ts';
import { storeSuite } from '../../src/testing/index.ts';

describe('Postgres', withPostgres, () => {
  let started: Promise<PostgresServer> | undefined;
  after(async () => (await started)?.[Symbol.asyncDispose]());
  storeSuite({
    name: 'postgres',
    async open(clock) {
      started ??= startPostgres();
      return await openStore((await started).url(), { clock, leaseClock: clock, keyChecks: [] });
    },
  });
});
