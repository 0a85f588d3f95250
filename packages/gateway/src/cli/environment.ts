// Options that several commands share, and the environment they make.
import { Option, type Command } from 'commander';
import { ENV_FILE, loadEnvironment } from '../config/env-file.ts';
import type { Environment } from '../config/given.ts';

export interface EnvironmentFlags {
  readonly env?: string;
  readonly json?: boolean;
}

export function withEnvironment(command: Command): Command {
  return (
    command
      // Not --env-file: Node looks for that name behind the script too, and ends on its own when the file is missing.
      .option('--env <path>', 'read the environment from this file as well (default: .env, if there is one)')
      .addOption(new Option('--json', 'write JSON for scripts'))
      .helpOption('-h, --help', 'print this help')
  );
}

/** The environment under the options of the command line, which win over it. */
export function environmentOf(flags: EnvironmentFlags, over: Environment): Environment {
  return loadEnvironment({ file: flags.env, over });
}

/** Where a part of it comes from, whether or not there is such a file. */
export function environmentFileOf({ env = ENV_FILE }: EnvironmentFlags): string {
  return env;
}
