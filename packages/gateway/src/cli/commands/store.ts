// `sigma-embed store`: moves the sessions to another database.
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { readStoreUrl, showStoreUrl } from '../../base/store-url.ts';
import type { CopyReport } from '../../flows/copy-store.ts';
import { environmentOf, withEnvironment, type EnvironmentFlags } from '../environment.ts';
import { EXIT, type Io } from '../io.ts';
import { printJson, UsageError } from '../print.ts';
import type { Cli } from '../cli.ts';
import { withGateway } from '../with-gateway.ts';

const EXAMPLES = `
Examples:
  sigma-embed store copy sqlite:./data/sigma-embed.db env:NEW_STORE
  sigma-embed store copy env:SIGMA_EMBED_STORE env:NEW_STORE --json

FROM and TO are URLs as in SIGMA_EMBED_STORE. env:NAME takes one from the environment or from .env, so that its password
stands on no command line.

A move, and nobody is signed out:
  1. copy while the gateway runs, as often as you like
  2. stop the gateway, and copy once more: what changed since
  3. start it with the new URL in SIGMA_EMBED_STORE

Stopped half way, it is run again and writes the rest. Sessions that ended meanwhile are removed from the copy. Once a
gateway has started on the copy, or sessions were ended in it, copying to it is refused: it could bring them back.
`;

export function addStore(program: Command, cli: Cli): Command {
  const command = program
    .command('store')
    .summary('move the sessions to another database')
    .description('Move the sessions to another database.')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXAMPLES);
  withEnvironment(command.command('copy').description('Copy sessions and audit events, without signing anybody out.'))
    .argument('<from>', 'URL of the database in use, or env:NAME')
    .argument('<to>', 'URL of the new database, or env:NAME')
    .addHelpText('after', EXAMPLES)
    .action(async (from: string, to: string, flags: EnvironmentFlags) =>
      cli.done(await copy({ from, to }, flags, cli)),
    );
  return command;
}

async function copy(
  urls: { readonly from: string; readonly to: string },
  flags: EnvironmentFlags,
  { io }: Cli,
): Promise<number> {
  const from = storeUrl('FROM', urls.from, flags);
  const to = storeUrl('TO', urls.to, flags);
  const path = /^sqlite:(.+)$/.exec(from)?.[1];
  if (path !== undefined && !existsSync(path)) throw new UsageError(`There is no file ${path} to copy from.`);
  const report = await withGateway(flags, (gateway) => gateway.copyTo(to, progress(io, flags)), {
    over: { SIGMA_EMBED_STORE: from },
  });
  if (flags.json === true) printJson(io, { ok: true, ...report });
  else io.stdout.write(`${sentenceOf(report, showStoreUrl(to))}\n`);
  return EXIT.ok;
}

function storeUrl(name: string, text: string, flags: EnvironmentFlags): string {
  const variable = /^env:(\w+)$/.exec(text)?.[1];
  const url = variable === undefined ? text : environmentOf(flags, {})[variable];
  if (url === undefined) throw new UsageError(`${variable} is not set, and ${name} says to take the URL from it.`);
  const read = readStoreUrl(url);
  if ('problem' in read) throw new UsageError(`${name} ${read.problem}. ${read.fix}`);
  if (read.ok.kind === 'memory') throw new UsageError(`${name} is memory:, which no other process can see.`);
  return url;
}

/** A line for every 10,000 sessions or events. */
function progress(io: Io, flags: EnvironmentFlags): (sofar: CopyReport) => void {
  let told = 0;
  return ({ auditEvents, ended, same, written }) => {
    const seen = written + same + ended + auditEvents;
    if (flags.json === true || seen - told < 10_000) return;
    told = seen;
    io.stderr.write(`${written + same} sessions, ${auditEvents} audit events so far\n`);
  };
}

function sentenceOf({ auditEvents, ended, same, written }: CopyReport, to: string): string {
  const kept = same === 0 ? '' : `; ${many(same, 'session')} ${same === 1 ? 'was' : 'were'} there already`;
  const gone = ended === 0 ? '' : `; ${many(ended, 'copy', 'copies')} of ended sessions removed`;
  return (
    `Copied ${many(written, 'session')} and ${many(auditEvents, 'audit event')} to ${to}${kept}${gone}.\n` +
    'Did a gateway run meanwhile? Stop it and run this once more before the next one starts on the copy.'
  );
}

function many(count: number, one: string, more = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : more}`;
}
