// One gateway in a process of its own, told by the test through messages. What it does beyond the product (ending itself at a
// named moment, a store that fails) stands here, in the seams that `createGateway` has anyway: `clock`, `fetch` and `store`.
import {
  bindServer,
  createGateway,
  createLog,
  loadConfig,
  type Clock,
  type Config,
  type Store,
} from '@sigma-embed/gateway';
import { createWorldClock } from '@sigma-embed/sandbox';
import { systemRandom } from '../../../packages/gateway/src/base/random.ts';
import { openStore } from '../../../packages/gateway/src/store/open.ts';
import { createRingKeeper } from '../../../packages/gateway/src/vault/ring-keeper.ts';
import { createVault } from '../../../packages/gateway/src/vault/vault.ts';
import type { Envelope, KillPoint, Order, ReplicaSetup } from './orders.ts';
import { failing, killing } from './seams.ts';

const world = createWorldClock();
/** What the wall clock of this replica alone is wrong by. */
let skew = 0;
const clock: Clock = { now: () => world.now() + skew, monotonic: () => world.monotonic() };
type Armed = Extract<Order, { do: 'arm' }>;
const state: { armed: Armed | undefined; failing: ReadonlySet<string> } = { armed: undefined, failing: new Set() };
let store: Store | undefined;
let endSessions: () => Promise<unknown> = async () => undefined;
let stop: () => Promise<void> = async () => undefined;

const reach = (point: KillPoint): void => {
  if (state.armed?.point !== point) return;
  const { how } = state.armed;
  state.armed = undefined;
  process.kill(process.pid, how);
  // Nothing more happens here, however long the signal takes to come.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, how === 'SIGKILL' ? Infinity : 50);
};

async function start({ ahead, env, times }: ReplicaSetup): Promise<number> {
  world.advance(ahead);
  const { timeoutMs, ...refresh } = times;
  const loaded = loadConfig({ env });
  const config: Config = {
    ...loaded,
    workspaces: [{ ...loaded.workspaces[0], timeoutMs }],
    refresh: { ...loaded.refresh, ...refresh },
  };
  const real = await openReal(config);
  store = real;
  const gateway = await createGateway({
    config,
    clock,
    store: killing(
      failing(real, () => state.failing),
      reach,
    ),
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const grant = init?.body instanceof URLSearchParams ? init.body.get('grant_type') : undefined;
      if (grant === 'authorization_code') reach('K4: code answered');
      if (grant === 'refresh_token') reach('K10: answer received');
      return response;
    },
    log: createLog({ level: process.env['REPLICA_LOG'] ?? 'silent', format: 'json' }),
  });
  endSessions = () => gateway.operator.endSessions({});
  const server = await bindServer({ host: '127.0.0.1', port: 0 });
  server.serve(async (request) => {
    const response = await gateway.fetch(request);
    reach('K12: before the reply');
    return response;
  });
  stop = async () => {
    gateway.stopping();
    await server.close(5000);
    await gateway.close();
  };
  return server.port;
}

async function openReal(config: Config): Promise<Store> {
  const ring = await createRingKeeper({ clock, wrapper: undefined }).open(config.keyRing);
  const { keyChecks } = createVault({ ring, random: systemRandom, clock });
  // The clock of a database server is not wrong with that of a replica.
  return await openStore(config.storeUrl, { clock, keyChecks, leaseClock: world });
}

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'start':
      return await start(order.setup);
    case 'advance':
      if (order.wallOnly) skew += order.ms;
      else world.advance(order.ms);
      return undefined;
    case 'arm':
      state.armed = order;
      return undefined;
    case 'failStore':
      state.failing = new Set(order.methods);
      return undefined;
    case 'audit':
      return await store?.readAudit({ after: order.after, limit: 10_000 });
    case 'countSessions':
      return (await store?.listSessions({}, { after: undefined, limit: 10_000 }))?.length;
    case 'endSessions':
      return await endSessions();
    default:
      return await stop();
  }
}

process.on('message', (envelope: Envelope) => void answer(envelope));
process.on('disconnect', () => setTimeout(() => process.exit(0), 500).unref());

async function answer({ id, order }: Envelope): Promise<void> {
  try {
    process.send?.({ id, ok: await obey(order) });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
  if (order.do === 'stop') process.disconnect();
}
