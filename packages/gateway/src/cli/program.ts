// Puts the commands together. The reference page of the command line is generated from what this returns.
import { Command } from 'commander';
import { addSandbox } from './commands/sandbox.ts';
import { addKeys } from './commands/keys.ts';
import { addPolicy } from './commands/policy.ts';
import { addServe } from './commands/serve.ts';
import { addSessions } from './commands/sessions.ts';
import { addStore } from './commands/store.ts';
import { addToken } from './commands/token.ts';
import { packageVersion } from './version.ts';
import type { Cli } from './cli.ts';

const EXAMPLES = `
Examples:
  sigma-embed sandbox          try everything without an account at Databricks or Sigma
  sigma-embed token            sign in from this terminal; shows whether Databricks is set up right
  sigma-embed serve --check    check the configuration
  sigma-embed serve            run the gateway

Configuration comes from the environment and from .env; every option is in docs/reference/options.md.
Exit codes: 0 done, 1 failed while running, 2 wrong usage or configuration, 3 refused (policy test).
`;

export function createProgram(cli: Cli): Command {
  const { stderr, stdout } = cli.io;
  const program = new Command('sigma-embed');
  program
    .description('Embed Sigma workbooks so that every viewer queries Databricks as themselves.')
    .version(packageVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError(true)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: (text) => cli.misused(asSentence(text)),
    });
  for (const add of [addServe, addToken, addSessions, addKeys, addStore, addPolicy, addSandbox, addHelp])
    add(program, cli).helpCommand(false);
  return program;
}

/** `help NAME` is `NAME --help`, so that a name that is none is told like any other. */
function addHelp(program: Command): Command {
  return program
    .command('help')
    .summary('print the help of a command')
    .description('Print the help of a command.')
    .argument('[command...]', 'name of the command')
    .helpOption('-h, --help', 'print this help')
    .action(async (names: readonly string[]) => {
      await program.parseAsync([...names, ...(isCommand(program, names) ? ['--help'] : [])], { from: 'user' });
    });
}

function isCommand(within: Command, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  const found = within.commands.find((command) => command.name() === name);
  return found !== undefined && isCommand(found, rest);
}

/** `error: unknown option '--x'` and its suggestion as our own sentences. */
function asSentence(text: string): string {
  const [first = '', ...rest] = text.trim().split('\n');
  const suggestion = rest.map((line) => ` ${line.replace(/^\((.*)\)$/, '$1')}`).join('');
  const sentence = first.replace(/^error: /, '').replace(/\.$/, '');
  return `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}.${suggestion} See --help.`;
}
