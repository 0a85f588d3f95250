// `sigma-embed token`: one sign-in from the terminal, to see whether Databricks is set up right.
import type { Command } from 'commander';
import { systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import { isLoopback } from '../../base/url.ts';
import { loadSignInConfig } from '../../config/load.ts';
import { createDatabricks } from '../../databricks/create-databricks.ts';
import { environmentFileOf, environmentOf, withEnvironment, type EnvironmentFlags } from '../environment.ts';
import { EXIT } from '../io.ts';
import { UsageError } from '../print.ts';
import type { Cli } from '../cli.ts';
import { printToken } from '../token-report.ts';
import { signIn } from '../terminal-sign-in.ts';
import { checkTokenFile, writeToken } from '../write-token.ts';

interface TokenFlags extends EnvironmentFlags {
  readonly redirectUri?: string;
  readonly show?: boolean;
  readonly out?: string;
  readonly workspace?: string;
}

const EXAMPLES = `
Examples:
  sigma-embed token                       sign in; print who, which scopes, until when, and the token's claims
  sigma-embed token --out token.json      and keep the access token in a file that only you can read
  sigma-embed token --show --json | jq -r .accessToken

Needs the Databricks options only. The redirect URL must be one of this machine and registered at the app connection.
`;

export function addToken(program: Command, cli: Cli): Command {
  const command = program
    .command('token')
    .summary('sign in to Databricks from this terminal')
    .description('Sign in to Databricks from this terminal, to see whether everything there is set up right.');
  return withEnvironment(command)
    .option('--redirect-uri <url>', 'another registered redirect URL, over DATABRICKS_REDIRECT_URI')
    .option('--show', 'print the access token itself')
    .option('--workspace <alias>', 'a workspace of the config file; its alias stands behind the redirect URL')
    .option('--out <file>', 'write the access token to a file (mode 0600), over DATABRICKS_SAVE_TOKEN_TO_FILE')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: TokenFlags) => cli.done(await token(flags, cli)));
}

async function token(flags: TokenFlags, { io }: Cli): Promise<number> {
  const env = environmentOf(flags, { DATABRICKS_REDIRECT_URI: flags.redirectUri });
  const config = loadSignInConfig({ env, envFile: environmentFileOf(flags) }, flags.workspace);
  for (const warning of config.warnings) io.stderr.write(`! ${warning}\n`);
  const callback = new URL(config.databricks.redirectUri);
  if (!isLoopback(callback)) {
    throw new UsageError(
      `The redirect URL ${callback.href} does not lead to this machine. ` +
        'Register http://localhost:3000/auth/databricks/callback as well and pass it with --redirect-uri.',
    );
  }
  const file = flags.out ?? config.saveTokenToFile;
  if (file !== undefined) checkTokenFile(file);
  const databricks = createDatabricks({
    ...config.databricks,
    fetch: globalThis.fetch,
    clock: systemClock,
    random: systemRandom,
  });
  const tokens = await signIn({ databricks, callback, random: systemRandom, notice: (text) => io.stderr.write(text) });
  const viewer = await databricks.viewer(tokens);
  if (file !== undefined) writeToken(file, { tokens, viewer });
  printToken(io, { tokens, viewer, file, show: flags.show === true, json: flags.json === true });
  return EXIT.ok;
}
