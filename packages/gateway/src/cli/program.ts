// Puts the commands together. The reference page of the command line is generated from what this returns.
import { Command } from 'commander';
import { addSandbox } from './commands/sandbox.ts';
import { addServe } from './commands/serve.ts';
import { addToken } from './commands/token.ts';
import type { Io } from './io.ts';
import { packageVersion } from './version.ts';

/** What a command works with. */
export interface Cli {
  readonly io: Io;
  /** Sets the exit code. */
  done(code: number): void;
}

const EXAMPLES = `
Examples:
  sigma-embed sandbox          try everything without an account at Databricks or Sigma
  sigma-embed token            sign in from this terminal; shows whether Databricks is set up right
  sigma-embed serve --check    check the configuration
  sigma-embed serve            run the gateway

Configuration comes from the environment and from .env; every option is in docs/reference/options.md.
Exit codes: 0 done, 1 failed while running, 2 wrong usage or configuration.
`;

export function createProgram(cli: Cli): Command {
  const { stderr, stdout } = cli.io;
  const program = new Command('sigma-embed');
  program
    .description('Embed Sigma workbooks so that every viewer queries Databricks as themselves.')
    .version(packageVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError(true)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: (text, write) => write(asSentence(text)),
    });
  for (const add of [addServe, addToken, addSandbox]) add(program, cli);
  return program;
}

/** `error: unknown option '--x'` and its suggestion as our own one line. */
function asSentence(text: string): string {
  const [first = '', ...rest] = text.trim().split('\n');
  const suggestion = rest.map((line) => ` ${line.replace(/^\((.*)\)$/, '$1')}`).join('');
  const sentence = first.replace(/^error: /, '').replace(/\.$/, '');
  return `sigma-embed: ${sentence}.${suggestion} See --help. (usage)\n`;
}
