// The demo: both vendors and the gateway in one process. The one file of this package that knows the gateway, by its public entry.
import { getRequestListener } from '@hono/node-server';
import { existsSync } from 'node:fs';
import { bindServer, createGateway, createLog, loadConfig } from '@sigma-embed/gateway';
import { createDemoFolder } from './demo/folder.ts';
import { readDemoOptions, USAGE, type DemoOptions } from './demo/options.ts';
import { portProblem, portsClash } from './demo/port-problem.ts';
import { readyLine, readyScreen, type Ready } from './demo/ready-screen.ts';
import { CALLBACK, startVendors } from './demo/start-vendors.ts';
import { stopSignal } from './demo/stop-signal.ts';
import { trust } from './demo/trust.ts';
import { printEnv, SeedError, type EnvFormat, type Sandbox } from './index.ts';

/**
 * Runs the demo until Ctrl-C or SIGTERM. Reads no `.env`; leaves nothing behind.
 * Resolves with the exit code: 0 stopped, 1 a port is taken or a start failed, 2 the command line cannot be followed.
 */
export async function runDemo(argv: readonly string[]): Promise<number> {
  const [first, ...rest] = argv;
  if (first === 'probe') return await (await import('./probe/main.ts')).runProbeCommand(rest);
  let options: DemoOptions;
  try {
    options = readDemoOptions(argv);
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('\n');
    process.stderr.write(`${sentence?.replace(/\.$/, '') ?? ''}. See --help.\n`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const clash = portsClash(options.ports);
  if (clash !== undefined) return tellFailure(clash, 2);
  const signal = stopSignal();
  try {
    const { printEnv: format } = options;
    if (format !== undefined) return await runVendors({ ...options, printEnv: format }, signal.stopped);
    await using demo = await startDemo(options);
    process.stdout.write(options.json ? readyLine(demo.ready) : readyScreen(demo.ready, process.stdout));
    await signal.stopped;
    return 0;
  } catch (error) {
    const problem = portProblem(error, options.ports) ?? (error instanceof SeedError ? error.message : undefined);
    if (problem === undefined) throw error;
    return tellFailure(problem);
  } finally {
    signal.forget();
  }
}

/** Prints the environment; what a person would like to know goes to the other stream. */
async function runVendors(
  options: DemoOptions & { readonly printEnv: EnvFormat },
  stopped: Promise<void>,
): Promise<number> {
  const { app, https, printEnv: format, vendorNames } = options;
  await using sandbox = await startVendors(options, [`${app}${CALLBACK}`]);
  const env = sandbox.env(app, { over: vendorNames ? 'names' : https ? 'https' : 'http' });
  process.stdout.write(printEnv(env, format));
  process.stderr.write(`The vendors run for ${app}. Ctrl-C stops them.\n`);
  await stopped;
  return 0;
}

async function startDemo(options: DemoOptions): Promise<AsyncDisposable & { readonly ready: Ready }> {
  const { fastTokens, ports, verbose } = options;
  await using started = new AsyncDisposableStack();
  const sandbox = await startVendors(options, []);
  started.defer(() => sandbox.close());
  const door = await openDoor(sandbox, ports.gateway);
  started.defer(() => door.close());
  const { origin } = door;
  sandbox.databricks.setApp({ redirectUrls: [`${origin}${CALLBACK}`] });
  sandbox.beginHere();
  const places = sandbox.https?.origins ?? {
    databricks: sandbox.databricks.origin,
    keys: sandbox.databricks.keysOrigin,
    sigma: sandbox.sigma.origin,
  };
  const folder = createDemoFolder();
  started.defer(() => folder.remove());
  const config = loadConfig({
    env: {
      ...sandbox.env(origin, { over: sandbox.https === undefined ? 'http' : 'https' }),
      SIGMA_EMBED_STORE: folder.storeUrl,
      SIGMA_EMBED_CONFIG_FILE: folder.writeConfig(places.sigma, sandbox.world),
    },
  });
  const log = createLog({ level: verbose ? 'info' : 'warn', format: 'auto', stream: process.stderr });
  const gateway = await createGateway({ config, clock: sandbox.clock, log });
  started.defer(() => gateway.close());
  door.serve((request) => gateway.fetch(request));
  // Stops in the opposite order: the door first. Closing twice does no harm.
  started.defer(() => door.close());
  // The first workbook would wait for the SQL engine otherwise; without it that workbook says what is wrong.
  void sandbox.warm().catch(() => undefined);

  const running = started.move();
  return {
    ready: {
      gateway: origin,
      ...places,
      control: sandbox.databricks.origin,
      caFile: sandbox.https?.caFile,
      people: sandbox.people,
      embeds: config.policy.embeds.map(({ alias }) => alias),
      hasEnvFile: existsSync('.env'),
      fastTokens,
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

interface FrontDoor {
  readonly origin: string;
  serve(handler: (request: Request) => Promise<Response>): void;
  close(): Promise<void>;
}

const notReady = async (): Promise<Response> => new Response('Starting\n', { status: 503 });

/** Where the gateway answers: over TLS when the vendors do, which this process then trusts. */
async function openDoor(sandbox: Sandbox, port: number): Promise<FrontDoor> {
  if (sandbox.https === undefined) {
    const server = await bindServer({ host: '127.0.0.1', port });
    return {
      origin: `http://localhost:${server.port}`,
      serve: (handler) => server.serve(handler),
      close: () => server.close(0),
    };
  }
  trust(sandbox.https.ca);
  let answer: Parameters<FrontDoor['serve']>[0] = notReady;
  const listener = getRequestListener((request) => answer(request), { overrideGlobalObjects: false });
  const server = await sandbox.https.listen((incoming, outgoing) => void listener(incoming, outgoing), port);
  return {
    origin: `https://localhost:${server.port}`,
    serve(handler) {
      answer = handler;
    },
    close: () => server.close(),
  };
}

function tellFailure(sentence: string, code = 1): number {
  process.stderr.write(`${sentence}\n`);
  return code;
}

if (import.meta.main) process.exit(await runDemo(process.argv.slice(2)));
