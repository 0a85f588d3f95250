// Several replicas over one database and one sandbox, in processes of their own, with one clock that is moved for all.
import { createVisitor } from '../visitor.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type OAuthApp, type Sandbox } from '@sigma-embed/sandbox';
import { freePort } from '../free-port.ts';
import type { Order, ReplicaTimes } from './orders.ts';
import { startReplica, type Replica } from './replica-process.ts';
import { mintAt, type Minted, type Viewer } from './viewer.ts';

export interface ClusterOptions {
  readonly storeUrl: string;
  /** Default 3. */
  readonly count?: number;
  /** How Databricks treats refresh tokens. */
  readonly app?: Partial<OAuthApp>;
  /** Over what the sandbox suggests, by environment name. */
  readonly env?: Readonly<Record<string, string>>;
  readonly times?: Partial<ReplicaTimes>;
}

export interface Cluster extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly replicas: readonly Replica[];
  readonly times: ReplicaTimes;
  replica(index: number): Replica;
  /** Where replica `index` listens. */
  at(index: number): string;
  /** The same address, asked of replica `index`. */
  via(index: number, url: string): string;
  /** How many sessions there are. */
  sessions(): Promise<number>;
  /** Ends them all. */
  endSessions(): Promise<void>;
  /** Signs a person in at one replica, or begins at one and ends at another. */
  signIn(email: string, at?: readonly [begins: number, ends: number]): Promise<Viewer>;
  mint(viewer: Viewer, index: number): Promise<Minted>;
  /** Moves the time of everybody. */
  advance(ms: number): Promise<void>;
  /** Says the same to every replica that lives. */
  tell(order: Order): Promise<void>;
  /** Starts the replica anew after it was killed. */
  restart(index: number): Promise<void>;
}

/** Call shorter than the lease, as the product has it, an order of magnitude quicker. */
const TIMES: ReplicaTimes = { timeoutMs: 1000, leaseMs: 2500, persistMs: 500, listenMs: 4000 };

export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  await using open = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-cluster-'));
  open.defer(() => rmSync(folder, { recursive: true, force: true }));
  // Where viewers see the gateway; replicas listen elsewhere, as behind a proxy.
  const origin = `http://localhost:${await freePort()}`;
  const redirectUrls = [`${origin}/auth/databricks/callback`];
  const sandbox = await startSandbox({ redirectUrls, ...(options.app && { app: options.app }) });
  open.defer(() => sandbox.close());
  const times = { ...TIMES, ...options.times };
  const env = {
    ...sandbox.env(origin),
    SIGMA_EMBED_STORE: options.storeUrl,
    SIGMA_EMBED_SPILL_FOLDER: join(folder, 'spill'),
    SIGMA_EMBED_IDLE_MINUTES: '1440',
    SIGMA_EMBED_ABSOLUTE_HOURS: '24',
    // Hundreds of callers share a session.
    SIGMA_EMBED_MAX_MINTS_PER_MINUTE: '0',
    ...options.env,
  };
  let ahead = 0;
  const start = async (): Promise<Replica> => await startReplica({ env, ahead, times });
  const replicas: Replica[] = [];
  open.defer(async () => void (await Promise.all(replicas.map((replica) => replica.stop()))));
  // One after the other: the first makes the tables.
  for (let n = 0; n < (options.count ?? 3); n += 1) replicas.push(await start());

  const replica = (index: number): Replica => {
    const found = replicas[index];
    if (found === undefined) throw new RangeError(`there is no replica ${index}`);
    return found;
  };
  const at = (index: number): string => `http://localhost:${replica(index).port}`;
  const via = (index: number, url: string): string => {
    const { pathname, search } = new URL(url);
    return `${at(index)}${pathname}${search}`;
  };
  const alive = (): Replica | undefined => replicas.find((one) => !one.isOver());
  const tell = async (order: Order): Promise<void> => {
    await Promise.all(replicas.filter((one) => !one.isOver()).map((one) => one.ask(order)));
  };
  const running = open.move();
  return {
    sandbox,
    replicas,
    times,
    replica,
    at,
    via,
    tell,
    sessions: async () => (await alive()?.ask<number>({ do: 'countSessions' })) ?? 0,
    endSessions: async () => await alive()?.ask({ do: 'endSessions' }),
    mint: async (viewer, index) => await mintAt(viewer, replica(index).port),
    async signIn(email, [begins, ends] = [0, 0]) {
      const visitor = createVisitor(at(begins));
      const answer = await visitor.get(via(ends, await visitor.consent(email)));
      if (answer.location?.endsWith('/dashboard') !== true)
        throw new Error(`no sign-in: ${answer.status} ${answer.location}`);
      return { email, cookie: visitor.cookieHeader(), origin, secret: sandbox.world.credential.secret };
    },
    async advance(ms) {
      ahead += ms;
      sandbox.clock.advance(ms);
      await tell({ do: 'advance', ms, wallOnly: false });
    },
    async restart(index) {
      await replica(index).ended;
      replicas[index] = await start();
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
