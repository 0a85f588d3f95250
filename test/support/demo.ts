// The whole product in one process, as `npm start` has it: both vendors and the gateway, with one clock.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { bindServer, createGateway, createLog, loadConfig, type Config, type Gateway } from '@sigma-embed/gateway';
import { startSandbox, type Sandbox } from '@sigma-embed/sandbox';

export interface DemoOptions {
  /** Over what the sandbox suggests, by environment name. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: a database file in a folder of its own. */
  readonly storeUrl?: string;
  /** Stands between the gateway and Databricks. */
  readonly fetch?: typeof globalThis.fetch;
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
  const sandbox = await startSandbox({ redirectUrls: [`${origin}/auth/databricks/callback`] });
  open.defer(() => sandbox.close());
  const storeUrl = options.storeUrl ?? `sqlite:${join(folder, 'sessions.db')}`;
  const base = { ...sandbox.env(origin), SIGMA_EMBED_STORE: storeUrl, ...options.env };
  let config = loadConfig({ env: base });
  const wiring = { clock: sandbox.clock, log, ...(options.fetch && { fetch: options.fetch }) };
  let gateway = await createGateway({ config, ...wiring });
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
      gateway = await createGateway({ config, ...wiring });
      server.serve(gateway.fetch);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
