// The whole product in one process, as `npm start` has it: both vendors and the gateway, with one clock.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import {
  bindServer,
  createGateway,
  createLog,
  loadConfig,
  type Clock,
  type Config,
  type Gateway,
  type HostIdentity,
  type Store,
} from '@sigma-embed/gateway';
import { startSandbox, type Sandbox } from '@sigma-embed/sandbox';

export interface DemoOptions {
  /** Over what the sandbox suggests, by environment name. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: a database file in a folder of its own. */
  readonly storeUrl?: string;
  /** Opens the store that the gateway is handed, instead of `storeUrl`. */
  readonly store?: (clock: Clock) => Store;
  /** The gateway's clock, made of the sandbox's. Default: the same one. */
  readonly gatewayClock?: (clock: Clock) => Clock;
  /** Where the gateway stands at its origin, such as `/analytics`. Default: at its root. */
  readonly basePath?: string;
  /** Whether Sigma is embedded under the vendor's own name, over TLS. A browser gets there by `sandbox.https`. Default: false. */
  readonly sigmaByName?: boolean;
  /** Stands between the gateway and Databricks. */
  readonly fetch?: typeof globalThis.fetch;
  readonly hostIdentity?: HostIdentity;
}

export interface Demo extends AsyncDisposable {
  readonly origin: string;
  readonly sandbox: Sandbox;
  readonly gateway: Gateway;
  readonly config: Config;
  /** Every line the gateway logged, at the lowest level. */
  readonly logs: readonly string[];
  /** Folder of the session database. */
  readonly folder: string;
  /** Stops this gateway and starts another on the same port and database. */
  restart(env?: Readonly<Record<string, string>>): Promise<void>;
}

/** Whatever fails, on the way up or down, nothing stays open: an open server would keep the test process alive. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const { basePath = '', sigmaByName = false } = options;
  await using open = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-test-'));
  open.defer(() => rmSync(folder, { recursive: true, force: true }));
  const logs: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logs.push(chunk.toString('utf8'));
      done();
    },
  });
  const log = createLog({ level: 'trace', format: 'json', stream });
  let server = await bindServer({ host: '127.0.0.1', port: 0 });
  open.defer(() => server.close(0));
  const origin = `http://localhost:${server.port}`;
  const redirectUrls = [`${origin}${basePath}/auth/databricks/callback`];
  const sandbox = await startSandbox({ redirectUrls, https: sigmaByName });
  open.defer(() => sandbox.close());
  const storeUrl = options.storeUrl ?? `sqlite:${join(folder, 'sessions.db')}`;
  const base: Record<string, string> = {
    ...sandbox.env(`${origin}${basePath}`),
    ...(sigmaByName && { DATABRICKS_OAUTH_BASE_URL: namedWorkbook(sandbox) }),
    SIGMA_EMBED_STORE: storeUrl,
    ...options.env,
  };
  let config = loadConfig({ env: base });
  const clock = options.gatewayClock?.(sandbox.clock) ?? sandbox.clock;
  const wiring = {
    clock,
    log,
    ...(options.fetch && { fetch: options.fetch }),
    ...(options.hostIdentity && { hostIdentity: options.hostIdentity }),
  };
  const create = async (): Promise<Gateway> =>
    await createGateway({ config, ...wiring, ...(options.store && { store: options.store(clock) }) });
  let gateway = await create();
  open.defer(() => gateway.close());
  server.serve(gateway.fetch);
  open.defer(() => server.close(0));

  const running = open.move();
  return {
    origin,
    sandbox,
    logs,
    folder,
    get gateway() {
      return gateway;
    },
    get config() {
      return config;
    },
    async restart(env = {}) {
      const { port } = server;
      await server.close(0);
      await gateway.close();
      config = loadConfig({ env: { ...base, ...env } });
      server = await bindServer({ host: '127.0.0.1', port });
      gateway = await create();
      server.serve(gateway.fetch);
      await forgetOldConnections(origin);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Address of the workbook under Sigma's own name. */
function namedWorkbook(sandbox: Sandbox): string {
  return sandbox.env('http://localhost', { over: 'names' })['DATABRICKS_OAUTH_BASE_URL'] ?? '';
}

/** The pool of this process still holds connections to the server that is gone; it notices at the next use. */
async function forgetOldConnections(origin: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${origin}/health`).catch(() => undefined);
    if (answer !== undefined) return void (await answer.text());
  }
}
