// Runs faults and kills over one store in one rotation mode, and holds each figure to what it must be.
import { startCluster } from './cluster.ts';
import { FAULT_ROWS, type FaultRow } from './fault-rows.ts';
import { killAt, leavesDoubt, losesIt, REFRESH_KILLS } from './kills.ts';
import type { RotationCase } from './modes.ts';
import { runTrials, type Figures } from './trial.ts';

export interface RowResult {
  readonly store: string;
  readonly rotation: RotationCase['name'];
  readonly row: string;
  readonly about: string;
  /** Whether each run must lose its session; none may where this is `false`. */
  readonly losesIt: boolean;
  /** Whether each run may take one last chance; none may where this is `false`. */
  readonly mayProbe: boolean;
  readonly figures: Figures;
}

export interface CampaignOptions {
  readonly store: string;
  readonly storeUrl: string;
  readonly rotation: RotationCase;
  /** Runs of a row. */
  readonly runs: (row: FaultRow) => number;
  readonly rows: readonly FaultRow[];
}

/** Every fault, and kill -9 at every moment of a refresh. */
export const ALL_ROWS: readonly FaultRow[] = [
  ...FAULT_ROWS,
  ...REFRESH_KILLS.map((point) => ({
    row: 'F19',
    about: `kill -9 at ${point}`,
    fault: killAt(point),
    losesIt: losesIt(point),
    leavesDoubt: leavesDoubt(point),
  })),
];

/** `each` is told of every row when it is done. */
export async function runCampaign(options: CampaignOptions, each: (result: RowResult) => void): Promise<void> {
  const { rotation, rows, runs, store, storeUrl } = options;
  await using cluster = await startCluster({ count: 2, storeUrl, app: rotation.app, env: rotation.env });
  for (const one of rows) {
    const { about, fault, row } = one;
    const figures = await runTrials(cluster, runs(one), fault);
    const losesOne = one.losesIt === true && rotation.name === 'strict';
    const mayProbe = one.leavesDoubt === true && rotation.name !== 'multi-use';
    each({ store, rotation: rotation.name, row, about, losesIt: losesOne, mayProbe, figures });
  }
}

/** A trial asks four times, and no ask costs more than one. */
const MOST_CALLS = 4;

/** What a figure says that it must not; empty when all is as it should be. */
export function faultsOf({ figures, losesIt: losesOne, mayProbe }: RowResult): string[] {
  const { calls, cross, double, lost, mintOk, probe, runs, unflagged } = figures;
  const wrong: string[] = [];
  if (lost !== (losesOne ? runs : 0)) wrong.push(`${lost} sessions lost in ${runs} runs`);
  if (unflagged > 0) wrong.push(`${unflagged} losses not told`);
  if (double > 0) wrong.push(`${double} refresh tokens sent twice`);
  if (probe > (mayProbe ? runs : 0)) wrong.push(`${probe} probes in ${runs} runs`);
  if (calls > MOST_CALLS) wrong.push(`${calls} refresh requests for one session`);
  if (cross > 0) wrong.push(`${cross} tokens of somebody else`);
  if (mintOk < 100) wrong.push(`only ${mintOk} of 100 mints worked while the token was good`);
  return wrong;
}
