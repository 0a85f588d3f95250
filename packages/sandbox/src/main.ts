// The demo: both vendors and the gateway in one process. The one file of this package that knows the gateway, by its public entry.
import { existsSync } from 'node:fs';
import { bindServer, createGateway, createLog, loadConfig } from '@sigma-embed/gateway';
import { createDemoFolder } from './demo/folder.ts';
import { readDemoOptions, USAGE, type DemoOptions } from './demo/options.ts';
import { portProblem, portsClash } from './demo/port-problem.ts';
import { readyLine, readyScreen, type Ready } from './demo/ready-screen.ts';
import { stopSignal } from './demo/stop-signal.ts';
import { startSandbox } from './index.ts';

const FAST_TOKEN_SECONDS = 180;

/**
 * Runs the demo until Ctrl-C or SIGTERM. Reads no `.env`; leaves nothing behind.
 * Resolves with the exit code: 0 stopped, 1 a port is taken or a start failed, 2 the command line cannot be followed.
 */
export async function runDemo(argv: readonly string[]): Promise<number> {
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
    await using demo = await startDemo(options);
    process.stdout.write(options.json ? readyLine(demo.ready) : readyScreen(demo.ready, process.stdout));
    await signal.stopped;
    return 0;
  } catch (error) {
    const problem = portProblem(error, options.ports);
    if (problem === undefined) throw error;
    return tellFailure(problem);
  } finally {
    signal.forget();
  }
}

async function startDemo(options: DemoOptions): Promise<AsyncDisposable & { readonly ready: Ready }> {
  const { fastTokens, ports, verbose } = options;
  await using started = new AsyncDisposableStack();
  const server = await bindServer({ host: '127.0.0.1', port: ports.gateway });
  started.defer(() => server.close(0));
  const origin = `http://localhost:${server.port}`;
  const sandbox = await startSandbox({
    redirectUrls: [`${origin}/auth/databricks/callback`],
    ports: { databricks: ports.databricks, keys: ports.keys, sigma: ports.sigma },
    ...(fastTokens && { app: { accessTtlSeconds: FAST_TOKEN_SECONDS } }),
  });
  started.defer(() => sandbox.close());
  const folder = createDemoFolder();
  started.defer(() => folder.remove());
  const config = loadConfig({
    env: {
      ...sandbox.env(origin),
      SIGMA_EMBED_STORE: folder.storeUrl,
      SIGMA_EMBED_CONFIG_FILE: folder.writeConfig(sandbox.sigma.origin, sandbox.world),
    },
  });
  const log = createLog({ level: verbose ? 'info' : 'warn', format: 'auto', stream: process.stderr });
  const gateway = await createGateway({ config, clock: sandbox.clock, log });
  started.defer(() => gateway.close());
  server.serve((request) => gateway.fetch(request));
  // Stops in the opposite order: the door first. Closing twice does no harm.
  started.defer(() => server.close(0));
  // The first workbook would wait for the SQL engine otherwise; without it that workbook says what is wrong.
  void sandbox.warm().catch(() => undefined);

  const running = started.move();
  return {
    ready: {
      gateway: origin,
      databricks: sandbox.databricks.origin,
      keys: sandbox.databricks.keysOrigin,
      sigma: sandbox.sigma.origin,
      people: sandbox.people,
      embeds: config.embeds.map(({ alias }) => alias),
      hasEnvFile: existsSync('.env'),
      fastTokens,
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function tellFailure(sentence: string, code = 1): number {
  process.stderr.write(`${sentence}\n`);
  return code;
}

if (import.meta.main) process.exit(await runDemo(process.argv.slice(2)));
