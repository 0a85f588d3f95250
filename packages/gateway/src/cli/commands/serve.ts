// `sigma-embed serve`: runs the gateway until it is told to stop.
import type { Command } from 'commander';
import type { Config } from '../../config/config.ts';
import { describeConfig } from '../../config/describe.ts';
import { loadConfig, loadKeyFilePlace, loadKeyRing, loadPolicy } from '../../config/load.ts';
import { createGateway } from '../../gateway.ts';
import { createLog } from '../../observe/log.ts';
import { bindServer } from '../../server/listen.ts';
import { untilStopped } from '../../server/run.ts';
import { environmentFileOf, environmentOf, withEnvironment, type EnvironmentFlags } from '../environment.ts';
import { EXIT } from '../io.ts';
import { printJson } from '../print.ts';
import type { Cli } from '../cli.ts';
import { packageVersion } from '../version.ts';
import { stampOf, watchKeys } from '../watch-keys.ts';
import { watchPolicy } from '../watch-policy.ts';

interface ServeFlags extends EnvironmentFlags {
  readonly config?: string;
  readonly port?: string;
  readonly host?: string;
  readonly check?: boolean;
}

const EXAMPLES = `
Examples:
  sigma-embed serve                            with .env beside it
  sigma-embed serve --env prod.env             with another file
  sigma-embed serve --port 8080 --host 0.0.0.0
  sigma-embed serve --check --json             every problem of the configuration, for a script

The real environment wins over the file, and options of the command line over both.
SIGHUP reads the config file anew: who may open which embed, and who people are at Sigma.
SIGTERM or Ctrl-C lets running requests finish; once more, half a second later, stops at once.
`;

export function addServe(program: Command, cli: Cli): Command {
  const command = program
    .command('serve')
    .summary('run the gateway')
    .description('Run the gateway until it is told to stop.');
  return withEnvironment(command)
    .option('--config <path>', 'config file, over SIGMA_EMBED_CONFIG_FILE')
    .option('--port <number>', 'port to listen on, over PORT')
    .option('--host <address>', 'address to listen on, over SIGMA_EMBED_LISTEN_HOST')
    .option('--check', 'check the configuration, print it and stop')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: ServeFlags) => cli.done(await serve(flags, cli)));
}

async function serve(flags: ServeFlags, { io }: Cli): Promise<number> {
  const env = environmentOf(flags, {
    PORT: flags.port,
    SIGMA_EMBED_CONFIG_FILE: flags.config,
    SIGMA_EMBED_LISTEN_HOST: flags.host,
    SIGMA_EMBED_LOG_FORMAT: flags.json === true ? 'json' : undefined,
  });
  const keysSeen = stampOf(loadKeyFilePlace({ env }).path);
  const config = loadConfig({ env, envFile: environmentFileOf(flags) });
  if (flags.check === true) {
    if (flags.json === true) printJson(io, { ok: true, warnings: config.warnings });
    else io.stdout.write(`${banner(config)}\nThe configuration is in order.\n`);
    return EXIT.ok;
  }
  const log = createLog(config.log);
  const server = await bindServer({ ...config.listen, publicOrigin: config.publicOrigin });
  const gateway = await createGateway({ config, log }).catch(async (error: unknown) => {
    await server.close(0);
    throw error;
  });
  server.serve((request) => gateway.fetch(request));
  const { events, exit } = io;
  // Before anything is announced: whoever reads that it listens may stop it at once.
  const unwatchKeys = watchKeys({
    file: config.keyFile,
    seen: keysSeen,
    load: () => loadKeyRing({ env }),
    use: (ring) => gateway.useKeys(ring),
    events,
    log,
  });
  const unwatchPolicy = watchPolicy({
    load: () => loadPolicy({ env }),
    use: (policy) => gateway.usePolicy(policy),
    events,
    log,
  });
  const stopped = untilStopped({ gateway, server, log, drainMs: config.drainMs, events, exit });
  const bound = { ...config, listen: { host: server.host, port: server.port } };
  if (flags.json !== true) io.stderr.write(`${banner(bound)}\n`);
  const address = `${server.host}:${server.port}`;
  log.info('listening', { address, origin: `${config.publicOrigin}${config.basePath}`, version: packageVersion() });
  for (const warning of config.warnings) log.warn('warning', { warning });
  return await stopped.finally(() => {
    unwatchKeys();
    unwatchPolicy();
  });
}

function banner(config: Config): string {
  return `\nSigma Embed Gateway ${packageVersion()}\n\n${describeConfig(config)}\n`;
}
