// The figures of a refresh: what the token endpoint gets per expiry, and how long callers wait beside how long it takes.
import { startCluster } from '../../test/support/cluster/cluster.ts';
import { everybody, expiryRounds, LIFE_SECONDS } from '../../test/support/cluster/rounds.ts';
import { SHARED_STORES } from '../../test/support/cluster/stores.ts';
import type { Bench } from '../bench.ts';
import { atMost, percentile, type Figure } from '../report/figures.ts';

const CALLERS = 100;
/** Real milliseconds that the token endpoint takes. */
const TOKEN_MS = 500;
/** How much longer than the token endpoint a caller may wait, over a mint that needs no refresh. */
const SLACK_MS = 250;

export const benchRefresh: Bench = async ({ rounds, say }) => {
  const figures: Figure[] = [];
  for (const { name, skip, start } of SHARED_STORES) {
    if (skip !== false) {
      say(`${name}: ${String(skip)}`);
      continue;
    }
    await using place = await start();
    const app = { refreshMode: 'rotate_family', accessTtlSeconds: LIFE_SECONDS } as const;
    await using cluster = await startCluster({ storeUrl: place.url(), app });
    const viewer = await cluster.signIn('ana@example.com');
    // Connections open and code compiled before anything is measured.
    for (let n = 0; n < 2; n += 1) await everybody(cluster, viewer, CALLERS);
    const plain: number[] = [];
    for (let n = 0; n < rounds; n += 1) {
      plain.push(...(await everybody(cluster, viewer, CALLERS)).answers.map(({ ms }) => ms));
    }
    const at = await expiryRounds(cluster, { rounds, callers: CALLERS, tokenMs: TOKEN_MS });
    const added = (share: number): number => percentile(at.waits, share) - percentile(plain, share);
    say(`${name}: ${at.calls} calls in ${rounds} expiries, ${3 * CALLERS} callers each`);
    figures.push(
      atMost(1, { name: `${name}: token calls per expiry, at most`, value: at.mostCalls, unit: 'calls' }),
      atMost(0, { name: `${name}: sessions lost`, value: at.lost, unit: 'sessions' }),
      atMost(0, { name: `${name}: refresh tokens sent twice`, value: at.double, unit: 'tokens' }),
      { name: `${name}: wait of callers at expiry, p50`, value: percentile(at.waits, 0.5), unit: 'ms' },
      { name: `${name}: wait of callers at expiry, p99`, value: percentile(at.waits, 0.99), unit: 'ms' },
      { name: `${name}: the same callers without an expiry, p99`, value: percentile(plain, 0.99), unit: 'ms' },
      { name: `${name}: what an expiry adds, p50`, value: added(0.5), unit: 'ms' },
      atMost(TOKEN_MS + SLACK_MS, { name: `${name}: what an expiry adds, p99`, value: added(0.99), unit: 'ms' }),
    );
  }
  return [...figures, { name: 'token endpoint takes', value: TOKEN_MS, unit: 'ms' }];
};
