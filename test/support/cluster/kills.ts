// kill -9 of a replica at a named moment of a refresh.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import type { KillPoint } from './orders.ts';
import type { Fault } from './trial.ts';
import type { Viewer } from './viewer.ts';

/** Moments inside the replica, and two that only the vendor sees: the request is there (K8), the pair is given out (K9). */
export type RefreshKill =
  | Extract<KillPoint, `K${6 | 7 | 10 | 11 | 12}${string}`>
  | 'K8: bytes sent'
  | 'K9: Databricks committed';

export const REFRESH_KILLS: readonly RefreshKill[] = [
  'K6: before the lease',
  'K7: after the lease',
  'K8: bytes sent',
  'K9: Databricks committed',
  'K10: answer received',
  'K11: pair written',
  'K12: before the reply',
];

/** Only between sending and writing is a session lost, and only where a token works once. */
export function losesIt(point: RefreshKill): boolean {
  return /^K(8|9|10):/.test(point);
}

/** From the lease to the write nobody else knows how it went. */
export function leavesDoubt(point: RefreshKill): boolean {
  return /^K(7|8|9|10):/.test(point);
}

export function killAt(point: RefreshKill): Fault {
  return {
    inject: async (cluster, viewer) => await killOnce(cluster, viewer, point),
    mend: async (cluster) => await cluster.restart(0),
  };
}

async function killOnce(cluster: Cluster, viewer: Viewer, point: RefreshKill): Promise<void> {
  const victim = cluster.replica(0);
  if (point !== 'K8: bytes sent' && point !== 'K9: Databricks committed') {
    await victim.ask({ do: 'arm', point, how: 'SIGKILL' });
    await Promise.all([cluster.mint(viewer, 0), victim.ended]);
    return;
  }
  const minting = await whileAtVendor(cluster, viewer, point === 'K8: bytes sent' ? 'before' : 'after');
  victim.signal('SIGKILL');
  await Promise.all([minting.done, victim.ended]);
  await minting.committed();
}

/**
 * Mints at replica 0 and comes back while its refresh is at the vendor: before the pair is given out, or after, with the answer
 * still on its way. The vendor finishes what it has begun, whoever listens.
 */
export async function whileAtVendor(cluster: Cluster, viewer: Viewer, moment: 'before' | 'after') {
  const { sandbox } = cluster;
  const how = moment === 'before' ? { delayMs: 300 } : { dripMs: 1 };
  sandbox.faults.add({ vendor: 'databricks', pattern: 'POST /oidc/v1/token', times: 1, ...how });
  const after = sandbox.events.last();
  const commits = (): number => sandbox.events.list({ kind: 'token.refreshed', after }).length;
  const seen = (): number => (moment === 'before' ? sandbox.databricks.tokenCalls() : commits());
  const [seenBefore, committedBefore] = [seen(), commits()];
  const done = cluster.mint(viewer, 0);
  while (seen() === seenBefore) await sleep(2);
  const committed = async (): Promise<void> => {
    while (commits() === committedBefore) await sleep(5);
    sandbox.faults.clear();
  };
  return { done, committed };
}
