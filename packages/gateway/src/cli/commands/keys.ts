// `sigma-embed keys`: the key ring, and the order in which a key is changed without signing anybody out.
import { readFileSync, rmSync } from 'node:fs';
import type { Command } from 'commander';
import { toBase64url } from '../../base/bytes.ts';
import { systemClock } from '../../base/clock.ts';
import { randomToken, systemRandom } from '../../base/random.ts';
import {
  addKey,
  dropKey,
  newKeyBytes,
  parseKeyFile,
  promoteKey,
  refused,
  restoreKey,
  retireKey,
  type KeyEntry,
  type KeyFile,
} from '../../config/key-file.ts';
import { loadKeyFilePlace } from '../../config/load.ts';
import type { RewrapReport } from '../../flows/rewrap-sessions.ts';
import { editKeyFile } from '../edit-key-file.ts';
import { environmentOf, withEnvironment, type EnvironmentFlags } from '../environment.ts';
import { EXIT, type Io } from '../io.ts';
import { printJson, printTable, UsageError } from '../print.ts';
import type { Cli } from '../cli.ts';
import { openKeyService } from '../../vault/key-service.ts';
import { ringContext } from '../../vault/key-wrapper.ts';
import { withGateway } from '../with-gateway.ts';

interface AddFlags extends EnvironmentFlags {
  readonly id?: string;
}

interface RewrapFlags extends EnvironmentFlags {
  readonly perSecond?: string;
}

const EXAMPLES = `
A new key, and nobody is signed out:
  sigma-embed keys add                 1. every gateway can open with it (it reads the file again within seconds)
  sigma-embed keys promote ID          2. new records are sealed with it
  sigma-embed keys rewrap              3. what is stored is sealed with it
  sigma-embed keys verify              4. every record opens
  sigma-embed keys retire OLD-ID       5. refused while a session still needs it

The file is the one of SIGMA_EMBED_KEY_FILE, for these commands and for every gateway. Bring it to the other machines after each
of 1, 2 and 5; a gateway that has read it logs keys_reloaded with the ids of its keys.
`;

export function addKeys(program: Command, cli: Cli): Command {
  const command = program
    .command('keys')
    .summary('list and change the keys that seal tokens')
    .description('List and change the keys that seal tokens at rest.')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', EXAMPLES);
  withEnvironment(command.command('list').description('List the keys and how many sessions each seals.')).action(
    async (flags: EnvironmentFlags) => cli.done(await list(flags, cli)),
  );
  withEnvironment(
    command.command('add').description('Make a new key. It opens, and seals nothing until it is promoted.'),
  )
    .option('--id <id>', 'its id: letters, digits, - and _ (default: the date and a few random letters)')
    .action(async (flags: AddFlags) => cli.done(await add(flags, cli)));
  withEnvironment(command.command('promote').description('Seal with this key from now on.'))
    .argument('<id>', 'id of a key of the ring')
    .action(async (id: string, flags: EnvironmentFlags) => cli.done(await promote(id, flags, cli)));
  withEnvironment(
    command.command('rewrap').description('Seal what is stored with the key that seals. May be stopped and run again.'),
  )
    .option('--per-second <n>', 'sessions to write per second at most', '200')
    .action(async (flags: RewrapFlags) => cli.done(await rewrap(flags, cli)));
  withEnvironment(
    command.command('retire').description('Let a key open nothing any more, and keep it. Refused while it is needed.'),
  )
    .argument('<id>', 'id of a key of the ring')
    .action(async (id: string, flags: EnvironmentFlags) => cli.done(await retire(id, flags, cli)));
  withEnvironment(command.command('restore').description('Let a retired key open again, as for a backup of its time.'))
    .argument('<id>', 'id of a retired key')
    .action(async (id: string, flags: EnvironmentFlags) => cli.done(await restore(id, flags, cli)));
  withEnvironment(
    command.command('verify').description('Open every stored record and tell which cannot be opened.'),
  ).action(async (flags: EnvironmentFlags) => cli.done(await verify(flags, cli)));
  return command;
}

async function list(flags: EnvironmentFlags, { io }: Cli): Promise<number> {
  const { keys, inUse } = await withGateway(flags, async ({ operator }) => ({
    keys: operator.keys,
    inUse: await operator.keysInUse(),
  }));
  const sessionsOf = (id: string): number => inUse.find((used) => used.id === id)?.sessions ?? 0;
  const retired = retiredIds(flags);
  const missing = inUse.map(({ id }) => id).filter((id) => !keys.includes(id));
  const rows = [
    ...keys.map((id, place) => ({ id, role: place === 0 ? 'seals' : 'opens', sessions: sessionsOf(id) })),
    ...retired.map((id) => ({ id, role: 'retired', sessions: sessionsOf(id) })),
    ...missing.flatMap((id) => (retired.includes(id) ? [] : { id, role: 'missing', sessions: sessionsOf(id) })),
  ];
  if (flags.json === true) printJson(io, { keys: rows });
  else
    printTable(io, {
      head: ['Key', 'Role', 'Sessions'],
      rows: rows.map(({ id, role, sessions }) => [id, role, String(sessions)]),
    });
  if (missing.length === 0) return EXIT.ok;
  if (flags.json !== true) {
    const cure = missing.some((id) => retired.includes(id))
      ? ' A retired one opens again: sigma-embed keys restore ID.'
      : '';
    io.stderr.write(`\nSessions of a key that does not open get a 503 until it does.${cure}\n`);
  }
  return EXIT.failed;
}

async function add(flags: AddFlags, { io }: Cli): Promise<number> {
  const id = flags.id ?? newId();
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(id)) throw new UsageError('An id has 1 to 32 letters, digits, - and _.');
  const added = await newEntry(flags, id);
  const madeFile = edit(flags, (file) => addKey(file, added));
  try {
    // Opening the database writes down that it may be opened with the new key. One that is made later is made with it.
    await withGateway(flags, async () => undefined, { mayBeNew: true });
  } catch (error) {
    if (madeFile === undefined) edit(flags, (file) => dropKey(file, id));
    else rmSync(madeFile);
    throw error;
  }
  const when =
    madeFile === undefined
      ? `Next, when every gateway has logged keys_reloaded with ${id}`
      : `Made ${madeFile}, which only this user can read. Every gateway must be able to: bring it there, set SIGMA_EMBED_KEY_FILE and restart.\nNext, when all have it`;
  tell(io, flags, {
    id,
    text: `Added the key ${id}. It opens and does not seal yet.\n${when}: sigma-embed keys promote ${id}`,
  });
  return EXIT.ok;
}

async function promote(id: string, flags: EnvironmentFlags, { io }: Cli): Promise<number> {
  edit(flags, (file) => promoteKey(file, id));
  tell(io, flags, {
    id,
    text: `The key ${id} seals from now on; the others still open. A gateway that lacks it answers 503 for what it seals.\nNext, when every gateway has logged keys_reloaded with "${id} seals": sigma-embed keys rewrap`,
  });
  return EXIT.ok;
}

async function rewrap(flags: RewrapFlags, { io }: Cli): Promise<number> {
  const perSecond = Number(flags.perSecond);
  if (!(perSecond > 0)) throw new UsageError('--per-second wants a number over 0.');
  let told = 0;
  const onProgress = (sofar: RewrapReport): void => {
    const seen = sofar.rewrapped + sofar.current + sofar.moved + sofar.unreadable;
    if (flags.json === true || seen - told < 1000) return;
    told = seen;
    io.stderr.write(`${seen} sessions looked at, ${sofar.rewrapped} sealed anew\n`);
  };
  const report = await withGateway(flags, ({ operator }) => operator.rewrapSessions({ perSecond, onProgress }));
  if (flags.json === true) printJson(io, { ok: report.unreadable === 0, ...report });
  else io.stdout.write(`${sentenceOf(report)}\n`);
  return report.unreadable === 0 ? EXIT.ok : EXIT.failed;
}

async function retire(id: string, flags: EnvironmentFlags, { io }: Cli): Promise<number> {
  await withGateway(flags, async ({ operator }) => {
    const { sessions = 0, waiting = 0 } = (await operator.keysInUse()).find((key) => key.id === id) ?? {};
    if (sessions > 0) {
      const many = sessions === 1 ? 'One session still needs' : `${sessions} sessions still need`;
      throw refused(`${many} the key ${id}. Seal them anew first: sigma-embed keys rewrap.`);
    }
    if (waiting > 0) {
      throw refused(
        `New tokens in the spill folder still need the key ${id}. Start the gateway of this folder, and try again when it logs spill_recovered.`,
      );
    }
  });
  const isOfSecret = id === placeOf(flags).sessionKeyId;
  edit(flags, (file) => {
    const isInFile = file.keys.some((key) => key.id === id);
    if (isOfSecret && !isInFile) throw refused(`The key ${id} has no place in the key file. ${OF_SECRET}`);
    return retireKey(file, id);
  });
  const kept = `The key ${id} opens nothing any more. The key file keeps it as retired, for backups from its time: sigma-embed keys restore ${id}`;
  tell(io, flags, { id, text: isOfSecret ? `The key ${id} has left the key file. ${OF_SECRET}` : kept });
  return EXIT.ok;
}

const OF_SECRET =
  'It is the one of DATABRICKS_SESSION_SECRET and opens until that is taken away from every gateway as well. Keep the secret for as long as you keep backups from its time.';

async function restore(id: string, flags: EnvironmentFlags, { io }: Cli): Promise<number> {
  edit(flags, (file) => restoreKey(file, id));
  tell(io, flags, { id, text: `The key ${id} opens again, on every gateway that has read the file.` });
  return EXIT.ok;
}

async function verify(flags: EnvironmentFlags, { io }: Cli): Promise<number> {
  const report = await withGateway(flags, ({ operator }) => operator.verifySessions());
  const { damaged, keyMissing, newer, sound } = report;
  const isSound = damaged.length + keyMissing.length + newer.length === 0;
  if (flags.json === true) printJson(io, { ok: isSound, ...report });
  else {
    io.stdout.write(`${sound} ${sound === 1 ? 'session opens' : 'sessions open'}.\n`);
    if (keyMissing.length > 0)
      io.stdout.write(`The key is missing for ${keyMissing.length}: ${keyMissing.join(', ')}\n`);
    if (damaged.length > 0) io.stdout.write(`Damaged: ${damaged.join(', ')}\n`);
    if (newer.length > 0) io.stdout.write(`Sealed by a newer version, which has to verify them: ${newer.join(', ')}\n`);
  }
  return isSound ? EXIT.ok : EXIT.failed;
}

/** @returns the path of the file when it is new. */
function edit(flags: EnvironmentFlags, change: (file: KeyFile) => KeyFile): string | undefined {
  const { path, sessionKeyId } = placeOf(flags);
  if (path === undefined) {
    throw refused('There is no key file. Name one in SIGMA_EMBED_KEY_FILE; sigma-embed keys add then makes it.');
  }
  // The key of the session secret keeps its place in front, so that a first key of a file does not seal at once.
  const keys = sessionKeyId === undefined ? [] : [{ id: sessionKeyId }];
  return editKeyFile(path, { keys, retired: [] }, change) ? path : undefined;
}

function placeOf(flags: EnvironmentFlags): ReturnType<typeof loadKeyFilePlace> {
  return loadKeyFilePlace({ env: environmentOf(flags, {}) });
}

/** Of a file that a gateway has just been opened with. */
function retiredIds(flags: EnvironmentFlags): readonly string[] {
  const { path } = placeOf(flags);
  const file = path === undefined ? undefined : parseKeyFile(readFileSync(path, 'utf8'));
  return file?.retired.map(({ id }) => id) ?? [];
}

/** Wrapped at once where there is a key service: the key then never lies in the file as it is. */
async function newEntry(flags: EnvironmentFlags, id: string): Promise<KeyEntry> {
  const { keyService } = placeOf(flags);
  const bytes = newKeyBytes(systemRandom);
  if (keyService === undefined) return { id, key: toBase64url(bytes) };
  const wrapper = await openKeyService(keyService, systemRandom);
  try {
    return { id, wrapped: await wrapper.wrap(bytes, ringContext(id)) };
  } catch (error) {
    throw refused(`The key service did not wrap a key (${wrapper.describe()}). Check it, and run this again.`, error);
  }
}

function newId(): string {
  const day = new Date(systemClock.now()).toISOString().slice(0, 10).replaceAll('-', '');
  return `k${day}-${randomToken(systemRandom, 3)}`;
}

function tell(io: Io, flags: EnvironmentFlags, { id, text }: { readonly id: string; readonly text: string }): void {
  if (flags.json === true) printJson(io, { ok: true, id });
  else io.stdout.write(`${text}\n`);
}

function sentenceOf({ current, moved, rewrapped, unreadable }: RewrapReport): string {
  const rest = moved === 0 ? '' : ` ${moved} were refreshed or ended meanwhile.`;
  const bad =
    unreadable === 0 ? '' : ` ${unreadable} cannot be opened and were left as they are: sigma-embed keys verify.`;
  return `Sealed ${rewrapped} anew; ${current} were up to date.${rest}${bad}`;
}
