// Databricks is away while many tokens are due: how often is it asked, and does everybody go on with what they have?
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { openLedger, type OpenLedger } from './ledger.ts';
import type { Viewer } from './viewer.ts';

export interface OutageResult {
  readonly sessions: number;
  readonly mints: number;
  readonly mintsOk: number;
  /** Refresh requests that reached Databricks. */
  readonly calls: number;
  /** Refresh requests while everybody had been told to wait. */
  readonly callsDuringWait: number;
  readonly lost: number;
}

const MINUTE = 60_000;

/** `how` is the answer of the token endpoint; with a Retry-After longer than the outage nobody may call twice. */
export async function outage(
  cluster: Cluster,
  {
    how,
    sessions,
  }: {
    readonly sessions: number;
    readonly how: { readonly status: number; readonly headers?: Record<string, string> };
  },
): Promise<OutageResult> {
  const viewers: Viewer[] = [];
  for (let n = 0; n < sessions; n += 1)
    viewers.push(await cluster.signIn('ana@example.com', [n % cluster.replicas.length, 0]));
  await cluster.advance(46 * MINUTE);
  cluster.sandbox.faults.add({ vendor: 'databricks', pattern: 'POST /oidc/v1/token', body: '', ...how });
  const ledger = await openLedger(cluster);
  const wave = async (): Promise<number> => {
    const asked = viewers.flatMap((viewer) => cluster.replicas.map((_, index) => cluster.mint(viewer, index)));
    return (await Promise.all(asked)).filter(({ status }) => status === 200).length;
  };
  const first = await wave();
  const told = await settledCalls(ledger);
  const second = await wave();
  const { calls } = await ledger.read();
  cluster.sandbox.faults.clear();
  await cluster.advance(5 * MINUTE);
  const after = await Promise.all(viewers.map((viewer) => cluster.mint(viewer, 0)));
  return {
    sessions,
    mints: 2 * sessions * cluster.replicas.length,
    mintsOk: first + second,
    calls,
    callsDuringWait: calls - told,
    lost: after.filter(({ status }) => status !== 200).length,
  };
}

/** Longer than any call of these clusters may take. */
const QUIET_MS = 1500;

/** Callers go on with the old token while what they began may still be on its way: counts when nothing comes any more. */
async function settledCalls(ledger: OpenLedger): Promise<number> {
  for (let before = -1; ; await sleep(QUIET_MS)) {
    const { calls } = await ledger.read();
    if (calls === before) return calls;
    before = calls;
  }
}
