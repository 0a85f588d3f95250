// The sandbox's public entry: starts the two vendors on loopback and hands out everything a test or a demo needs.
import { createWorldClock } from './clock.ts';
import { createControl } from './control/control.ts';
import { createDatabricks } from './databricks/databricks.ts';
import { createHome } from './databricks/homes.ts';
import { createKeys } from './databricks/keys.ts';
import { createDatabricksHandle, type DatabricksHandle } from './handles/databricks.ts';
import { createSigmaHandle, type SigmaHandle } from './handles/sigma.ts';
import { createWorld } from './seed/create-world.ts';
import { readSeed, readSeedFile } from './seed/read-seed.ts';
import type { Seed } from './seed/schema.ts';
import { createEnvironment, type EnvironmentOptions, type Places } from './seed/gateway-environment.ts';
import { bind, type Bound } from './serve.ts';
import { createSigma } from './sigma/sigma.ts';
import { homesOf } from './switchboard/homes.ts';
import type { Door } from './switchboard/names.ts';
import { placesOf } from './switchboard/places.ts';
import type { Switchboard, SwitchboardPorts } from './switchboard/switchboard.ts';
import { createWarehouse } from './warehouse/warehouse.ts';
import type {
  DatabricksSwitches,
  EventLog,
  Faults,
  OAuthApp,
  Person,
  SigmaSwitches,
  World,
  Snapshot,
  WorldClock,
} from './world.ts';

export type {
  DatabricksSwitches,
  EventFilter,
  EventLog,
  Fault,
  Faults,
  OAuthApp,
  Person,
  PlannedFault,
  SandboxEvent,
  SigmaSwitches,
  Snapshot,
  Table,
  Workbook,
  World,
  WorldClock,
} from './world.ts';
export type { EnvironmentOptions } from './seed/gateway-environment.ts';
export type { Switchboard, SwitchboardPorts } from './switchboard/switchboard.ts';
export { ENV_FORMATS, printEnv, type EnvFormat } from './switchboard/print-env.ts';
export type { DatabricksHandle, RanStatement, SignedIn } from './handles/databricks.ts';
export { EmbedRefusal, type ReadEmbed, type ShownElement } from './handles/open-embed.ts';
export type { OpenedEmbed, RefusedEmbed, SigmaHandle, SigmaUser } from './handles/sigma.ts';
export type { Seed } from './seed/schema.ts';
export { SeedError } from './seed/read-seed.ts';
export { connectToSandbox, SandboxRefusal, type SandboxClient } from './client.ts';
export { createWorldClock } from './clock.ts';

export interface SandboxOptions {
  /** Redirect URIs of the app, letter by letter. Default: none. */
  readonly redirectUrls?: readonly string[];
  /** Address to listen on. Default: `127.0.0.1`. */
  readonly host?: string;
  /** Ports; `0`, the default, takes a free one. */
  readonly ports?: { readonly databricks?: number; readonly keys?: number; readonly sigma?: number };
  readonly clock?: WorldClock;
  readonly databricks?: Partial<DatabricksSwitches>;
  readonly sigma?: Partial<SigmaSwitches>;
  /** Over the defaults of the one registered app. */
  readonly app?: Partial<OAuthApp>;
  /** Embed credential of the Sigma organization: that of another sandbox, to play one with several workspaces. Default: random. */
  readonly credential?: World['credential'];
  /** What differs from the usual world: people, tables, workbooks. A path is read as a JSON file. @throws SeedError */
  readonly seed?: Seed | string;
  /** Answers over TLS as well, at loopback and under the vendors' own names; `true` takes free ports. Default: false. */
  readonly https?: boolean | SwitchboardPorts;
  /** Answers at Databricks' hosts what the sandbox does not play, such as Thrift; undefined leaves a request to the sandbox. */
  readonly answerFirst?: (request: Request) => Response | undefined | Promise<Response | undefined>;
}

export interface Sandbox extends AsyncDisposable {
  readonly world: World;
  readonly clock: WorldClock;
  readonly events: EventLog;
  readonly faults: Faults;
  readonly people: readonly Person[];
  readonly databricks: DatabricksHandle;
  readonly sigma: SigmaHandle;
  /** TLS, the vendors' names and the proxy that leads to them; with the option `https` only. */
  readonly https: Switchboard | undefined;
  /** The environment for a gateway at this origin, in the names of the vendor's QuickStart. */
  env(gatewayOrigin: string, options?: EnvironmentOptions): Record<string, string>;
  /** Loads the SQL engine ahead of the first statement, which otherwise takes about a second. */
  warm(): Promise<void>;
  /** The state of both vendors and of the clock, to come back to. Ids and secrets are not part of it: they stay. */
  snapshot(): Snapshot;
  /** Puts everything back as it was. @throws TypeError for a snapshot of another sandbox. */
  restore(snapshot: Snapshot): void;
  /** Makes the present state the one that `reset` comes back to: for what is set up after the start. */
  beginHere(): void;
  /** Puts everything back as it was at the start. Gateways that are signed in find their grants gone. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts both vendors. Rejects with EADDRINUSE when a port is taken; nothing keeps listening then. @throws SeedError */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = options.clock ?? createWorldClock();
  const { app = {}, databricks: switches = {}, redirectUrls = [], sigma: sigmaSwitches = {} } = options;
  const seed = typeof options.seed === 'string' ? readSeedFile(options.seed) : readSeed(options.seed ?? {});
  const world = createWorld({
    clock,
    redirectUrls,
    databricks: switches,
    sigma: sigmaSwitches,
    app,
    credential: options.credential,
    seed,
  });
  await using opened = new AsyncDisposableStack();
  const [keys, [atDatabricks, atKeys, atSigma]] = await Promise.all([createKeys(), bindAll(options, world.faults)]);
  for (const one of [atDatabricks, atKeys, atSigma]) opened.defer(() => one.close());
  const board = await openBoard(world, { databricks: atDatabricks, keys: atKeys, sigma: atSigma }, options);
  if (board !== undefined) opened.defer(() => board.close());
  const { origin } = atDatabricks;
  const warehouse = createWarehouse(world);
  const databricks = createDatabricks({
    world,
    keys,
    warehouse,
    homes: [createHome(world, { origin, keysOrigin: atKeys.origin }), ...(board ? homesOf(world, board) : [])],
  });
  atKeys.handle(databricks.keysFetch);
  const sigma = createSigma({ world, databricksOrigin: () => origin });
  atSigma.handle(sigma.fetch, sigma.personOf);

  const { memory } = world;
  let begin = memory.snapshot();
  const running = opened.move();
  const close = async (): Promise<void> => {
    await running.disposeAsync();
    await databricks.close();
    await warehouse.close();
  };
  const handles = {
    databricks: createDatabricksHandle({
      world,
      grants: databricks.grants,
      giveToken: databricks.giveToken,
      keys,
      origin,
      keysOrigin: atKeys.origin,
      tokenCalls: () =>
        atDatabricks.requests('POST', '/oidc/v1/token') +
        atDatabricks.requests('POST', `/oidc/accounts/${world.accountId}/v1/token`),
    }),
    sigma: createSigmaHandle(sigma.state, atSigma.origin),
    snapshot: () => memory.snapshot(),
    restore: (snapshot: Snapshot) => memory.restore(snapshot),
    reset: () => memory.restore(begin),
  };
  const control = createControl({ world, ...handles });
  atDatabricks.handle(
    async (request) =>
      isControl(request)
        ? await control.fetch(request)
        : ((await options.answerFirst?.(request)) ?? (await databricks.fetch(request))),
    databricks.personOf,
  );
  return {
    world,
    clock,
    events: world.events,
    faults: world.faults,
    people: world.people,
    ...handles,
    https: board,
    env: createEnvironment(world, (over) => placesOver(over, { board, databricks: origin, sigma: atSigma.origin })),
    warm: () => warehouse.warm(),
    beginHere() {
      begin = memory.snapshot();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function isControl(request: Request): boolean {
  return /^\/__sandbox(\/|$)/.test(new URL(request.url).pathname);
}

async function bindAll(options: SandboxOptions, faults: Faults): Promise<[Bound, Bound, Bound]> {
  const { host = '127.0.0.1', ports = {} } = options;
  const bound: Bound[] = [];
  const open = async (vendor: 'databricks' | 'sigma', port = 0): Promise<Bound> => {
    const one = await bind({ host, port, vendor, faults });
    bound.push(one);
    return one;
  };
  try {
    // One after the other, so that the first busy port is the one that is named.
    return [
      await open('databricks', ports.databricks),
      await open('databricks', ports.keys),
      await open('sigma', ports.sigma),
    ];
  } catch (problem) {
    await Promise.all(bound.map((one) => one.close()));
    throw problem;
  }
}

async function openBoard(
  world: World,
  servers: Readonly<Record<Door, Bound>>,
  { https = false }: SandboxOptions,
): Promise<Switchboard | undefined> {
  if (https === false) return undefined;
  const { openSwitchboard } = await import('./switchboard/switchboard.ts');
  return await openSwitchboard(world, servers, https === true ? {} : https);
}

function placesOver(
  over: NonNullable<EnvironmentOptions['over']>,
  at: { readonly board: Switchboard | undefined; readonly databricks: string; readonly sigma: string },
): Places {
  if (over === 'http') return { databricks: at.databricks, account: at.databricks, sigma: at.sigma, process: {} };
  if (at.board === undefined) throw new TypeError(`over: '${over}' needs a sandbox that was started with https.`);
  return placesOf(at.board, over);
}
