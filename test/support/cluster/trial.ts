// One fault, one session, the same questions: does it serve while its access token is good, does it live on, is a loss told?
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { openLedger, sessionOf, type Ledger } from './ledger.ts';
import type { Minted, Viewer } from './viewer.ts';

export interface Fault {
  /** Breaks something while this viewer's token is due for a refresh. Replica 0 is the one that suffers. */
  readonly inject: (cluster: Cluster, viewer: Viewer) => Promise<unknown>;
  /** Mends it, before the access token ends. */
  readonly mend?: (cluster: Cluster, viewer: Viewer) => Promise<unknown>;
}

export interface Figures {
  readonly runs: number;
  /** Sessions that needed a new sign-in although nobody ended their grant. */
  readonly lost: number;
  /** Losses of which the audit trail does not say why. */
  readonly unflagged: number;
  /** Dead refresh tokens that were sent, flagged last chances left out. */
  readonly double: number;
  /** Flagged last chances. */
  readonly probe: number;
  /** URLs with somebody else's token. */
  readonly cross: number;
  /** Of a hundred mints while the access token was good, how many worked. */
  readonly mintOk: number;
  /** Most refresh requests for one session. */
  readonly calls: number;
  /** What Databricks and the trail saw in runs with a double: such a run is to be understood. */
  readonly doubles: readonly string[];
}

const MINUTE = 60_000;
/** Asks before a session that stays undecided counts as lost. */
const TRIES = 40;

/** Replica 1 asks as well, so that another process than the suffering one has a say. */
export async function runTrials(cluster: Cluster, runs: number, fault: Fault): Promise<Figures> {
  const total = { lost: 0, unflagged: 0, double: 0, probe: 0, cross: 0, calls: 0 };
  const doubles: string[] = [];
  let good = 0;
  let asked = 0;
  for (let n = 0; n < runs; n += 1) {
    const viewer = await cluster.signIn(n % 2 === 0 ? 'ana@example.com' : 'ben@example.com', [1, 1]);
    const ledger = await openLedger(cluster);
    const after = cluster.sandbox.events.last();
    await cluster.advance(46 * MINUTE);
    await fault.inject(cluster, viewer);
    const early = [await cluster.mint(viewer, 1)];
    // A lease has lapsed, and a vendor's grace has not.
    await cluster.advance(2 * cluster.times.leaseMs);
    early.push(await cluster.mint(viewer, 1));
    await fault.mend?.(cluster, viewer);
    await cluster.advance(14 * MINUTE);
    const late = await untilDecided(cluster, viewer);
    const seen = await ledger.read();
    // A gateway keeps the tokens of open workbooks fresh by itself, and with that of this trial it could meet the fault of the next.
    await cluster.endSessions();
    asked += early.length;
    good += early.filter(({ status }) => status === 200).length;
    total.cross += [...early, late].filter(({ token }) => token !== undefined && token.subject !== viewer.email).length;
    total.probe += seen.probes;
    total.double += Math.max(0, seen.dead - seen.probes);
    if (seen.dead > seen.probes) doubles.push(JSON.stringify({ n, seen, at: cluster.sandbox.events.list({ after }) }));
    total.calls = Math.max(total.calls, seen.calls);
    if (late.status === 200) continue;
    total.lost += 1;
    if (!isTold(seen, viewer)) total.unflagged += 1;
  }
  return { runs, ...total, doubles, mintOk: Math.round((100 * good) / Math.max(1, asked)) };
}

function isTold({ events }: Ledger, viewer: Viewer): boolean {
  const session = sessionOf(viewer);
  return events.some(
    (entry) => entry.event === 'session_ended' && entry.session === session && entry.reason === 'refresh_lost',
  );
}

/** Asks as often as the component in a page would, until there is a URL or no session. */
export async function untilDecided(cluster: Cluster, viewer: Viewer, index = 1): Promise<Minted> {
  for (let tries = 0; ; tries += 1) {
    const minted = await cluster.mint(viewer, index);
    if ((minted.status !== 503 && minted.status !== 0) || tries === TRIES) return minted;
    await sleep(200);
  }
}
