// Composition root: a checked configuration in, one request handler out. The only file that knows every room.
import type { WrittenEvent } from './audit/events.ts';
import { createTrail } from './audit/trail.ts';
import { systemClock, systemWait, waitWithin, type Clock, type Wait } from './base/clock.ts';
import { GatewayError, type ErrorCode } from './base/errors.ts';
import { randomToken, systemRandom, type Random } from './base/random.ts';
import { createSharedClock } from './base/shared-clock.ts';
import { steadyClock } from './base/steady-clock.ts';
import { createTokenBuckets } from './base/token-buckets.ts';
import type { Config, DatabricksConfig } from './config/config.ts';
import type { PolicyConfig } from './config/policy-config.ts';
import { checkSources } from './config/workspace-sources.ts';
import { guardFetch } from './databricks/guarded-fetch.ts';
import { createDatabricks } from './databricks/create-databricks.ts';
import { checkReady } from './flows/check-ready.ts';
import { startChores } from './flows/chores.ts';
import { copyStore, type CopyReport } from './flows/copy-store.ts';
import { createOperator, type Operator } from './flows/operator.ts';
import { createRefreshDesk } from './flows/refresh/desk.ts';
import { recoverSpilled } from './flows/refresh/recover-spilled.ts';
import type { HostIdentity } from './flows/host-user.ts';
import type { Rooms } from './flows/rooms.ts';
import { createWorkspace, type Workspace } from './flows/workspace.ts';
import { createApp } from './http/app.ts';
import { createLog, type Log } from './observe/log.ts';
import { cookieNames, sessionCookie } from './session/cookie.ts';
import { createMembers } from './sigma/members.ts';
import { createMinter } from './sigma/mint.ts';
import { compilePolicy } from './sigma/policy/policy.ts';
import { openStore } from './store/open.ts';
import { noSpill, openSpill } from './store/spill.ts';
import type { Store } from './store/store.ts';
import { createOpenedGrants } from './vault/opened-grants.ts';
import { createSingleFlight } from './vault/single-flight.ts';
import { openKeyService } from './vault/key-service.ts';
import type { KeyWrapper } from './vault/key-wrapper.ts';
import { keyChecksOf, type OpenRing } from './vault/keyring.ts';
import { createRingKeeper } from './vault/ring-keeper.ts';
import { createVault } from './vault/vault.ts';

export interface GatewayOptions {
  readonly config: Config;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Default: waits in real time. */
  readonly wait?: Wait;
  /** Default: the operating system's random source. */
  readonly random?: Random;
  /** Default: the platform's fetch. Carries every call to Databricks and to Sigma's REST API. */
  readonly fetch?: typeof globalThis.fetch;
  /** Default: as `config.log` says, to standard output. */
  readonly log?: Log;
  /** Unwraps the wrapped keys of the ring. Default: as `config.keyService` says. */
  readonly keyWrapper?: KeyWrapper;
  /** Binds sessions to the users of the application that the gateway is mounted in. Default: they are bound to the browser alone. */
  readonly hostIdentity?: HostIdentity;
  /**
   * Hears of every audit event as it happens, before it is written; do not wait in it. What it throws is logged and changes nothing.
   */
  readonly onEvent?: (event: WrittenEvent) => void;
  /**
   * Default: true. False for an operator's work beside the gateways that serve: it purges and refreshes nothing by itself, brings
   * nothing home from the spill folder, and the database may still be copied to.
   */
  readonly serves?: boolean;
  /** Default: opened from `config.storeUrl`. A store that is handed in is closed with the gateway. */
  readonly store?: Store;
}

export interface Readiness {
  readonly ok: boolean;
  /** Why not, when not. */
  readonly code: ErrorCode | undefined;
}

/** A gateway that serves. */
export interface Gateway {
  /** Answers one request; never rejects. */
  readonly fetch: (request: Request) => Promise<Response>;
  /**
   * Whether a path is an address of this gateway, for servers that carry other applications as well: everything below the base
   * path; without one, the gateway's own routes. Takes the path as it is in the request, with or without its query.
   */
  readonly owns: (target: string) => boolean;
  /** Where the gateway stands at its origin: empty, or like `/analytics`. */
  readonly basePath: string;
  /** The origin at which browsers reach it. */
  readonly publicOrigin: string;
  /** What an operator may do: list and end sessions. */
  readonly operator: Operator;
  /**
   * Copies sessions and audit events to another session database, without signing anybody out; see `copyStore`.
   * @throws GatewayError `store_unusable` when it cannot be opened, is the same one or is in use, or when the spill folder cannot
   *   be read.
   */
  copyTo(storeUrl: string, onProgress?: (sofar: CopyReport) => void): Promise<CopyReport>;
  /** Whether sessions can be opened and written now. */
  ready(): Promise<Readiness>;
  /**
   * From now on this key ring seals and opens; nobody notices.
   * @throws GatewayError `config_invalid`, `key_service_denied`, `key_service_unavailable`, `store_unavailable`; `store_unusable` when
   *   the session database knows another key under the id of one of them. The ring before it then goes on.
   */
  useKeys(ring: Config['keyRing']): Promise<void>;
  /**
   * From now on this policy decides about every request that begins; sessions stay.
   * @throws GatewayError `config_invalid` when it is for other workspaces than this gateway started with: a new alias, or another
   *   host or client behind one; the policy before it then goes on.
   */
  usePolicy(policy: PolicyConfig): void;
  /** From now on `/ready` says that this gateway is stopping; it still answers. */
  stopping(): void;
  /** Waits for work that outlives its request, writes the rest of the audit trail and closes the store. */
  close(): Promise<void>;
}

/** A viewer waits for it. */
const SIGMA_API_TIMEOUT_MS = 5000;

/**
 * Builds a gateway.
 * @throws GatewayError `store_unusable` when the session database cannot be opened or was sealed with other keys, `key_service_denied` and
 *   `key_service_unavailable` when a wrapped key of the ring cannot be unwrapped.
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { config } = options;
  const wallClock = options.clock ?? systemClock;
  const wait = options.wait ?? systemWait;
  const random = options.random ?? systemRandom;
  const log = options.log ?? createLog(config.log);
  const steady = steadyClock(wallClock, (ms) => log.warn('clock_stepped', { ms: Math.round(ms) }));
  const wrapper = options.keyWrapper ?? (config.keyService && (await openKeyService(config.keyService, random)));
  const keeper = createRingKeeper({ clock: steady, wrapper });
  const vault = createVault({ ring: await keeper.open(config.keyRing), random, clock: steady });
  const store =
    options.store ??
    (await openStore(config.storeUrl, {
      clock: wallClock,
      keyChecks: vault.keyChecks,
      leaseClock: options.clock,
      warn: (warning) => log.warn('warning', { warning }),
    }));
  const admit = async (ring: OpenRing): Promise<void> => {
    await store.admitKeys(keyChecksOf(ring, steady));
    vault.use(ring);
  };
  await options.store?.admitKeys(vault.keyChecks);
  const onApart = (ms: number): void => log.warn('clock_apart', { ms: Math.round(ms) });
  const clock = createSharedClock({ steady, machine: wallClock, ask: store.serverTime?.bind(store), onApart });
  await clock.learn().catch(() => undefined);
  const trail = createTrail({
    append: (rows) => store.appendAudit(rows),
    clock: wallClock,
    onLoss: (count, error) => log.error('audit_lost', { count, error }),
    onEvent: options.onEvent,
    onDeaf: (error) => log.error('listener_failed', { error }),
  });
  const minter = createMinter({
    clientId: config.sigma.clientId,
    secret: config.sigma.secret,
    clock: wallClock,
    random,
    freshSaltPerToken: config.sigma.freshSaltPerToken,
  });
  let policy = compilePolicy(config.policy);
  const detached = new Set<Promise<unknown>>();
  let isStopping = false;
  let isClosing = false;
  const cookies = cookieNames(config.publicOrigin, config.basePath);
  const [first, ...others] = config.workspaces;
  const workspaceOf = (workspace: DatabricksConfig): Workspace =>
    createWorkspace({
      config: workspace,
      databricks: createDatabricks({
        ...workspace,
        listenMs: config.refresh.listenMs,
        fetch: options.fetch ?? globalThis.fetch,
        clock: wallClock,
        random,
      }),
      cookie: sessionCookie(cookies, workspace === first ? undefined : workspace.alias),
      clock,
      random,
      onLearned: (rotation) => log.info('rotation_learned', { detail: rotation }),
    });
  const apiFetch = guardFetch(options.fetch ?? globalThis.fetch, { timeoutMs: SIGMA_API_TIMEOUT_MS });
  const burst = config.session.mintsPerMinute;
  const rooms: Rooms = {
    config,
    policy: () => policy,
    clock,
    wallClock,
    wait,
    random,
    cookies,
    workspaces: [workspaceOf(first), ...others.map(workspaceOf)],
    minter,
    mints: burst > 0 ? createTokenBuckets({ clock, burst, everyMs: 60_000 / burst }) : undefined,
    members: config.sigma.api && createMembers({ ...config.sigma.api, clock, fetch: apiFetch }),
    vault,
    store,
    trail,
    opened: createOpenedGrants({ clock }),
    refreshes: createSingleFlight(),
    desk: createRefreshDesk({
      spill: config.spillFolder === undefined ? noSpill() : openSpill(config.spillFolder, random),
      storeId: await store.identity(),
      notice: ({ event, ...fields }) => log.warn(event, fields),
      isClosing: () => isClosing,
    }),
    hostIdentity: options.hostIdentity,
    owner: randomToken(random, 16),
    detach(work) {
      const done: Promise<unknown> = work
        .catch((error: unknown) => log.error('background_failed', { error }))
        .finally(() => detached.delete(done));
      detached.add(done);
    },
  };
  const app = createApp({ rooms, log, isStopping: () => isStopping });
  const renewKeys = async (): Promise<void> => void (await keeper.renew(admit));
  const serves = options.serves !== false;
  const stopChores = startChores(rooms, { learnTime: () => clock.learn(), renewKeys, serves });
  if (serves) {
    void minter.ready();
    if ((await store.usedSince()) === undefined) await store.markUsed(wallClock.now());
    rooms.detach(recoverSpilled(rooms));
  }

  const lastWork = async (): Promise<void> => {
    while (detached.size > 0 || rooms.refreshes.pending().length > 0) {
      await Promise.allSettled([...detached, ...rooms.refreshes.pending()]);
    }
  };
  const close = async (): Promise<void> => {
    isStopping = true;
    isClosing = true;
    stopChores();
    // Long enough for a call and its write; new tokens are in the spill folder by then.
    await waitWithin(first.timeoutMs + config.refresh.persistMs, lastWork());
    minter.close();
    await trail.close();
    await store.close();
  };
  let closed: Promise<void> | undefined;
  return {
    fetch: app.fetch,
    owns: app.owns,
    basePath: config.basePath,
    publicOrigin: config.publicOrigin,
    operator: createOperator(rooms),
    async copyTo(storeUrl, onProgress) {
      // Before the first page is read, or never: a pair that came later would be missing in the copy.
      await recoverSpilled(rooms, { isLastTry: () => true });
      const to = await openStore(storeUrl, { clock: wallClock, keyChecks: vault.keyChecks });
      try {
        return await copyStore({ from: store, to, onProgress });
      } finally {
        await to.close();
      }
    },
    async ready() {
      try {
        await Promise.all([checkReady(rooms), clock.learn()]);
        return { ok: !isStopping, code: isStopping ? 'shutting_down' : undefined };
      } catch (error) {
        return { ok: false, code: error instanceof GatewayError ? error.code : 'internal' };
      }
    },
    useKeys: async (ring) => void (await keeper.open(ring, admit)),
    usePolicy(next) {
      checkSources(next, config.workspaces);
      policy = compilePolicy(next);
    },
    stopping() {
      isStopping = true;
    },
    close() {
      closed ??= close();
      return closed;
    },
  };
}
