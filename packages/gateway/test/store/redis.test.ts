// Redis passes the suite that any store must pass [ST-12].
import { after, describe } from 'node:test';
import { startRedis, withRedis, type RedisServer } from '../../../../test/support/redis-server.ts';
import { openStore } from '../../src/store/open.ts';
import { storeSuite } from '../../src/testing/index.ts';

describe('Redis', withRedis, () => {
  let started: Promise<RedisServer> | undefined;
  after(async () => (await started)?.[Symbol.asyncDispose]());
  storeSuite({
    name: 'redis',
    async open(clock) {
      started ??= startRedis();
      return await openStore((await started).url(), { clock, leaseClock: clock, keyChecks: [] });
    },
  });
});
