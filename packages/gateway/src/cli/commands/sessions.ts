// `sigma-embed sessions`: who is signed in, and how to end it.
import type { Command } from 'commander';
import type { EndProgress, SessionsEnded } from '../../flows/end-sessions.ts';
import type { SessionSummary } from '../../flows/list-sessions.ts';
import { withEnvironment, type EnvironmentFlags } from '../environment.ts';
import { EXIT, type Io } from '../io.ts';
import { printJson, printTable, UsageError } from '../print.ts';
import type { Cli } from '../cli.ts';
import { withGateway } from '../with-gateway.ts';

interface ListFlags extends EnvironmentFlags {
  readonly viewer?: string;
}

interface EndFlags extends ListFlags {
  readonly all?: boolean;
}

const PROGRESS_EVERY = 5000;
const MINUTE_MS = 60_000;

const EXAMPLES = `
Examples:
  sigma-embed sessions list
  sigma-embed sessions end --viewer ana@example.com
`;

const LIST_EXAMPLES = `
Examples:
  sigma-embed sessions list
  sigma-embed sessions list --viewer ana@example.com
  sigma-embed sessions list --json                     one JSON object per line
`;

const END_EXAMPLES = `
Examples:
  sigma-embed sessions end --viewer ana@example.com    somebody leaves, or loses a laptop
  sigma-embed sessions end --all                       everybody signs in again

Takes effect on every replica at once, then revokes the grants as far as Databricks lets us, for five minutes at most.
A frame that is open in a browser goes on until its embed URL ends: Sigma holds the access token.
To stop new sign-ins, remove the user at Databricks.
`;

export function addSessions(program: Command, cli: Cli): Command {
  const command = program
    .command('sessions')
    .summary('list and end sessions')
    .description('List and end sessions in the database of the gateway.')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXAMPLES);
  withEnvironment(command.command('list').description('List the sessions that are live.'))
    .option('--viewer <user>', 'of this user only: user name (e-mail) or SCIM id')
    .addHelpText('after', LIST_EXAMPLES)
    .action(async (flags: ListFlags) => cli.done(await list(flags, cli)));
  withEnvironment(command.command('end').description('End sessions, on every replica at once.'))
    .option('--viewer <user>', 'those of this user: user name (e-mail) or SCIM id')
    .option('--all', "everybody's")
    .addHelpText('after', END_EXAMPLES)
    .action(async (flags: EndFlags) => cli.done(await end(flags, cli)));
  return command;
}

async function list(flags: ListFlags, { io }: Cli): Promise<number> {
  return await withGateway(flags, async ({ operator }) => {
    const rows: SessionSummary[] = [];
    for await (const summary of operator.sessions(filterOf(flags))) {
      if (flags.json === true) printJson(io, summary);
      else rows.push(summary);
    }
    if (flags.json !== true) printSessions(io, rows);
    return EXIT.ok;
  });
}

async function end(flags: EndFlags, { io }: Cli): Promise<number> {
  if ((flags.viewer === undefined) === (flags.all !== true)) {
    throw new UsageError('Say whose sessions to end: either --viewer USER or --all.');
  }
  let told = 0;
  const onProgress = ({ ended, revoked }: EndProgress): void => {
    if (flags.json === true || ended + revoked - told < PROGRESS_EVERY) return;
    told = ended + revoked;
    io.stderr.write(`${ended} sessions ended, ${revoked} grants tried to revoke\n`);
  };
  const ended = await withGateway(flags, ({ operator }) => operator.endSessions(filterOf(flags), { onProgress }));
  if (flags.json === true) printJson(io, { ok: true, ...ended });
  else io.stdout.write(`${sentenceOf(ended, flags)}\n`);
  return EXIT.ok;
}

function filterOf({ viewer }: ListFlags): { readonly viewer?: string } {
  return viewer === undefined ? {} : { viewer };
}

function printSessions(io: Io, rows: readonly SessionSummary[]): void {
  if (rows.length === 0) return void io.stdout.write('Nobody is signed in.\n');
  const byViewer = rows.toSorted((a, b) => a.viewer.userName.localeCompare(b.viewer.userName));
  printTable(io, {
    head: ['Viewer', 'Session', 'Signed in', 'Last active', 'Ends by', 'Token until', 'Refresh tokens'],
    rows: byViewer.map((row) => [
      row.viewer.userName,
      row.session,
      at(row.signedInAt),
      at(row.lastActiveAt),
      at(row.endsAt),
      at(row.accessExpiresAt),
      row.isUnfinished ? `${row.rotation}, last outcome unknown` : row.rotation,
    ]),
  });
  io.stdout.write(`\n${rows.length === 1 ? 'One session' : `${rows.length} sessions`}. Times are UTC.\n`);
}

function sentenceOf({ count, notRevoked, openFramesEndBy }: SessionsEnded, { viewer }: EndFlags): string {
  const whose = viewer === undefined ? '' : ` of ${viewer}`;
  if (count === 0) return `There is no session${whose} to end.`;
  const what = count === 1 ? `Ended one session${whose}.` : `Ended ${count} sessions${whose}.`;
  const frames =
    openFramesEndBy === undefined
      ? 'None of their frames is open any more.'
      : `Frames that are open already may go on until ${at(upToMinute(openFramesEndBy))} UTC at the latest.`;
  const grants = notRevoked === 1 ? 'one grant was revoked' : `${notRevoked} grants were revoked`;
  return notRevoked === 0
    ? `${what} ${frames}`
    : `${what} ${frames} Databricks did not confirm that ${grants}; the audit trail names them (revoke_failed).`;
}

/** A time that is shown in minutes must not be shown too early. */
function upToMinute(time: number): number {
  return Math.ceil(time / MINUTE_MS) * MINUTE_MS;
}

function at(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
