// Grants that end: revoked at Databricks, or spent already because an old copy of the database came back.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Cluster } from './cluster.ts';
import { openLedger, sessionOf, type Ledger } from './ledger.ts';
import { untilDecided } from './trial.ts';
import type { Viewer } from './viewer.ts';

export interface EndingResult {
  readonly sessions: number;
  /** Sessions whose grant had ended, and that were told so. */
  readonly ended: number;
  /** Sessions whose grant had not ended, and that were lost. */
  readonly lost: number;
  /** Endings of which the trail has not exactly one event with the reason. */
  readonly unflagged: number;
  /** Refresh requests. */
  readonly calls: number;
}

const MINUTE = 60_000;

async function signedIn(cluster: Cluster, email: string, count: number): Promise<Viewer[]> {
  const viewers: Viewer[] = [];
  for (let n = 0; n < count; n += 1) viewers.push(await cluster.signIn(email));
  return viewers;
}

/** All of Ana's grants are revoked; Ben's are not. Every replica is asked for every session at once. */
export async function revokedGrants(cluster: Cluster, count: number): Promise<EndingResult> {
  const anas = await signedIn(cluster, 'ana@example.com', count);
  const bens = await signedIn(cluster, 'ben@example.com', count);
  cluster.sandbox.databricks.revokeGrants('ana@example.com');
  await cluster.advance(59 * MINUTE);
  return await ask(cluster, { ending: anas, living: bens, reasons: ['grant_ended'] });
}

/** Every refresh token in the copy that comes back was spent since. SQLite only: the file is put back while nobody has it open. */
export async function oldBackup(cluster: Cluster, file: string, count: number): Promise<EndingResult> {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-backup-'));
  try {
    const viewers = await signedIn(cluster, 'ana@example.com', count);
    await whileStopped(cluster, () => cpSync(dirname(file), folder, { recursive: true }));
    await cluster.advance(46 * MINUTE);
    for (const viewer of viewers) await cluster.mint(viewer, 0);
    await whileStopped(cluster, () => cpSync(folder, dirname(file), { recursive: true, force: true }));
    await cluster.advance(14 * MINUTE);
    return await ask(cluster, { ending: viewers, living: [], reasons: ['grant_ended'] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function whileStopped(cluster: Cluster, work: () => void): Promise<void> {
  for (const replica of cluster.replicas) await replica.stop();
  work();
  for (const index of cluster.replicas.keys()) await cluster.restart(index);
}

async function ask(
  cluster: Cluster,
  whose: {
    readonly ending: readonly Viewer[];
    readonly living: readonly Viewer[];
    readonly reasons: readonly string[];
  },
): Promise<EndingResult> {
  const ledger = await openLedger(cluster);
  const everywhere = async (viewer: Viewer): Promise<readonly number[]> =>
    await Promise.all(cluster.replicas.map(async (_, index) => (await untilDecided(cluster, viewer, index)).status));
  const [ended, living] = await Promise.all([
    Promise.all(whose.ending.map(everywhere)),
    Promise.all(whose.living.map(everywhere)),
  ]);
  const seen = await ledger.read();
  return {
    sessions: whose.ending.length + whose.living.length,
    ended: ended.filter((statuses) => statuses.every((status) => status === 401)).length,
    lost: living.filter((statuses) => statuses.some((status) => status !== 200)).length,
    unflagged: whose.ending.filter((viewer) => endingsOf(seen, viewer, whose.reasons) !== 1).length,
    calls: seen.calls,
  };
}

function endingsOf({ events }: Ledger, viewer: Viewer, reasons: readonly string[]): number {
  const session = sessionOf(viewer);
  return events.filter(
    (entry) => entry.event === 'session_ended' && entry.session === session && reasons.includes(entry.reason ?? ''),
  ).length;
}
