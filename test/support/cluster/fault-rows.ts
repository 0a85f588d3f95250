// The faults that are not a kill, by the number of their row: how each is made, and mended.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault as VendorFault } from '@sigma-embed/sandbox';
import type { Cluster } from './cluster.ts';
import { whileAtVendor } from './kills.ts';
import type { Fault } from './trial.ts';

const HOUR = 3_600_000;

export interface FaultRow {
  readonly row: string;
  readonly about: string;
  readonly fault: Fault;
  /** Whether the session is lost where a token works once: the pair was given out and nobody has it. */
  readonly losesIt?: boolean;
  /** Whether nobody knows the outcome, so that a last chance may be taken where a token may not be sent again. */
  readonly leavesDoubt?: boolean;
}

function atToken(how: Omit<VendorFault, 'vendor' | 'pattern'>): Required<Fault> {
  return {
    async inject(cluster, viewer) {
      cluster.sandbox.faults.add({ vendor: 'databricks', pattern: 'POST /oidc/v1/token', ...how });
      await cluster.mint(viewer, 0);
    },
    mend: healed,
  };
}

/** Faults gone, and every pause after a failure over. */
async function healed(cluster: Cluster): Promise<void> {
  cluster.sandbox.faults.clear();
  await cluster.advance(60_000);
}

const JSON_TYPE = { 'content-type': 'application/json' };
const HTML = '<html><title>Maintenance</title></html>';

/** The lease where a token works once. */
function longestLease({ times }: Cluster): number {
  return times.leaseMs + times.listenMs;
}

/** The lease holder stands still for two leases, in the middle of its call. */
const frozen = (moment: 'before' | 'after'): Fault => ({
  async inject(cluster, viewer) {
    const minting = await whileAtVendor(cluster, viewer, moment);
    cluster.replica(0).signal('SIGSTOP');
    await minting.committed();
    await sleep(2 * longestLease(cluster));
    await cluster.mint(viewer, 1);
    cluster.replica(0).signal('SIGCONT');
    await minting.done;
  },
});

/** The holder stands still with the lease in its hand and nothing sent. */
const frozenBeforeSending: Fault = {
  async inject(cluster, viewer) {
    await cluster.replica(0).ask({ do: 'arm', point: 'K7: after the lease', how: 'SIGSTOP' });
    const minting = cluster.mint(viewer, 0);
    await sleep(2 * longestLease(cluster));
    await cluster.mint(viewer, 1);
    cluster.replica(0).signal('SIGCONT');
    await minting;
  },
};

/** The store does not take the new pair; `then` is what happens before it does again. */
const unwritten = (then: (cluster: Cluster) => Promise<unknown>): Fault => ({
  async inject(cluster, viewer) {
    await cluster.replica(0).ask({ do: 'failStore', methods: ['replaceTokens', 'findTokens', 'releaseRefresh'] });
    await cluster.mint(viewer, 0);
  },
  mend: async (cluster) => {
    await then(cluster);
    await sleep(1500);
  },
});

const stepped = (ms: number): Fault => ({
  async inject(cluster, viewer) {
    await cluster.tell({ do: 'advance', ms, wallOnly: true });
    await cluster.mint(viewer, 0);
  },
  mend: async (cluster) => await cluster.tell({ do: 'advance', ms: -ms, wallOnly: true }),
});

export const FAULT_ROWS: readonly FaultRow[] = [
  { row: 'F02', about: '5xx on refresh', fault: atToken({ status: 502, body: HTML }), leavesDoubt: true },
  {
    row: 'F03',
    about: '429 with Retry-After',
    fault: atToken({ status: 429, body: '', headers: { 'retry-after': '20' } }),
  },
  {
    row: 'F05',
    about: 'accepted, then silence',
    // Cut at the end, or it would be handled ten minutes later, among other rows.
    fault: atToken({ delayMs: 600_000, cut: true, times: 1 }),
    leavesDoubt: true,
  },
  {
    row: 'F06',
    about: 'the answer drips past the deadline',
    fault: {
      ...atToken({ dripMs: 1, times: 1 }),
      // The answer needs its time, and time that is skipped is none.
      async mend(cluster) {
        await sleep(4 * cluster.times.timeoutMs);
        await healed(cluster);
      },
    },
  },
  {
    row: 'F07',
    about: 'given out, and the answer is cut JSON',
    fault: atToken({ status: 200, body: '{"access_token":"ey', headers: JSON_TYPE, afterHandler: true, times: 1 }),
    losesIt: true,
    leavesDoubt: true,
  },
  {
    row: 'F08',
    about: '200 with HTML, nothing given out',
    fault: atToken({ status: 200, body: HTML, times: 1 }),
    leavesDoubt: true,
  },
  {
    row: 'F12',
    about: 'answer lost after commit',
    fault: atToken({ cut: true, afterHandler: true, times: 1 }),
    losesIt: true,
    leavesDoubt: true,
  },
  ...[502, 504].map((status) => ({
    row: 'F12',
    about: `given out, and the answer is ${status}`,
    fault: atToken({ status, body: HTML, afterHandler: true, times: 1 }),
    losesIt: true,
    leavesDoubt: true,
  })),
  { row: 'F17', about: 'clock of the replicas steps 1 h ahead and back', fault: stepped(HOUR) },
  { row: 'F17', about: 'clock of the replicas steps 1 h back and ahead', fault: stepped(-HOUR) },
  {
    row: 'F20',
    about: 'told to stop during a refresh',
    fault: {
      async inject(cluster, viewer) {
        const minting = await whileAtVendor(cluster, viewer, 'before');
        await Promise.all([cluster.replica(0).stop(), minting.done, minting.committed()]);
      },
      mend: async (cluster) => await cluster.restart(0),
    },
  },
  {
    row: 'F21',
    about: 'holder frozen for two leases, nothing sent yet',
    fault: frozenBeforeSending,
    // Its connection to the store may have ended meanwhile, and then it cannot take its mark back.
    leavesDoubt: true,
  },
  { row: 'F21', about: 'holder frozen for two leases, request at Databricks', fault: frozen('before') },
  { row: 'F21', about: 'holder frozen for two leases, answer on its way', fault: frozen('after') },
  {
    row: 'F24',
    about: 'store down when the pair comes, then back',
    fault: unwritten(async (cluster) => await cluster.replica(0).ask({ do: 'failStore', methods: [] })),
  },
  {
    row: 'F24',
    about: 'store down when the pair comes, then kill -9 of the holder',
    fault: unwritten(async (cluster) => {
      cluster.replica(0).signal('SIGKILL');
      await cluster.restart(0);
    }),
  },
];
