// `sigma-embed policy`: what the config file makes of a viewer, before anybody signs in. Needs no secret.
import type { Command } from 'commander';
import { loadPolicy } from '../../config/load.ts';
import type { Viewer } from '../../databricks/viewer.ts';
import { compilePolicy } from '../../sigma/policy/policy.ts';
import { previewOf, type Preview } from '../../sigma/policy/preview.ts';
import { environmentOf, withEnvironment, type EnvironmentFlags } from '../environment.ts';
import { EXIT, type Io } from '../io.ts';
import { printJson, printTable, UsageError } from '../print.ts';
import type { Cli } from '../cli.ts';

interface CheckFlags extends EnvironmentFlags {
  readonly config?: string;
}

interface TestFlags extends CheckFlags {
  readonly viewer: string;
  readonly groups?: string;
  readonly embed?: string;
  readonly workspace: string;
}

const EXAMPLES = `
Examples:
  sigma-embed policy test --viewer ana@example.com --groups queens,finance --embed sales
  sigma-embed policy test --viewer ana@example.com              the embed that they get where none is named
  sigma-embed policy check --config new.json                    every problem of a config file

test prints each claim of the URL with the rule that it comes from. It asks nobody: groups are those that you say.
Exit codes: 0 the viewer may open the embed, 3 may not, 2 wrong usage or configuration.
`;

export function addPolicy(program: Command, cli: Cli): Command {
  const command = program
    .command('policy')
    .summary('preview who sees what')
    .description('Preview who may open which embed, and as whom.')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXAMPLES);
  withConfig(command.command('test').description('Print what a viewer would get, and why.'))
    .requiredOption('--viewer <user>', 'user name at Databricks (e-mail)')
    .option('--groups <names>', 'Databricks groups of the viewer, separated by commas')
    .option('--embed <alias>', 'embed to open (default: the first that is open to the viewer)')
    .option('--workspace <alias>', 'workspace that the viewer is signed in to', 'default')
    .action((flags: TestFlags) => cli.done(test(flags, cli)));
  withConfig(command.command('check').description('Tell every problem of the config file.')).action(
    (flags: CheckFlags) => cli.done(check(flags, cli)),
  );
  return command;
}

function withConfig(command: Command): Command {
  return withEnvironment(command).option('--config <path>', 'config file, over SIGMA_EMBED_CONFIG_FILE');
}

function check(flags: CheckFlags, { io }: Cli): number {
  const { policy, warnings } = loadPolicy({ env: envOf(flags) });
  const { length } = policy.embeds;
  if (flags.json === true) printJson(io, { ok: true, embeds: length, warnings });
  else io.stdout.write(`${length === 1 ? 'One embed' : `${length} embeds`}. The policy is in order.\n`);
  if (flags.json !== true) for (const warning of warnings) io.stderr.write(`! ${warning}\n`);
  return EXIT.ok;
}

function test(flags: TestFlags, { io }: Cli): number {
  const { policy } = loadPolicy({ env: envOf(flags) });
  const { embed: alias, workspace } = flags;
  const preview = previewOf(compilePolicy(policy), viewerOf(flags), { alias, workspace });
  if (preview === undefined) {
    const known = policy.embeds.filter((embed) => embed.workspace === workspace).map((embed) => embed.alias);
    throw new UsageError(
      `There is no embed ${JSON.stringify(alias)} in the workspace ${workspace}. Known are ${known.join(', ')}.`,
    );
  }
  if (flags.json === true) printJson(io, { viewer: flags.viewer, ...preview });
  else printPreview(io, flags.viewer, preview);
  return preview.mayOpen.value ? EXIT.ok : EXIT.refused;
}

function envOf(flags: CheckFlags): ReturnType<typeof environmentOf> {
  return environmentOf(flags, { SIGMA_EMBED_CONFIG_FILE: flags.config });
}

/** Nobody has signed in: the viewer is what the command line says. */
function viewerOf({ groups = '', viewer }: TestFlags): Viewer {
  const names = groups.split(',').map((name) => name.trim());
  return {
    issuer: '',
    id: '',
    userName: viewer,
    displayName: viewer,
    groups: names.filter((name) => name !== '').map((name) => ({ id: name, name })),
  };
}

function printPreview(io: Io, viewer: string, { embed, mayOpen, rows }: Preview): void {
  const verb = mayOpen.value ? 'may open' : 'may not open';
  printTable(io, {
    head: [`${viewer} ${verb} ${embed ?? 'anything'}: ${mayOpen.why}`],
    rows: [],
  });
  if (rows.length === 0) return;
  io.stdout.write('\n');
  printTable(io, {
    head: ['Claim', 'Value', 'Why'],
    rows: rows.map(({ claim, value, why }) => [claim, value === '' ? '(empty)' : value, why]),
  });
}
