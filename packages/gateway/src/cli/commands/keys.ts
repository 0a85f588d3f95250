// `sigma-embed keys`: the key ring, and the order in which a key is changed without signing anybody out.
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { toBase64url } from '../../base/bytes.ts';
import { systemClock } from '../../base/clock.ts';
import { randomToken, systemRandom } from '../../base/random.ts';
import { addKey, newKeyBytes, promoteKey, refused, removeKey, type KeyEntry } from '../../config/key-file.ts';
import { loadKeyFilePlace } from '../../config/load.ts';
import type { RewrapReport } from '../../flows/rewrap-sessions.ts';
import { editKeyFile } from '../edit-key-file.ts';
import { environmentOf, withEnvironment, type EnvironmentFlags } from '../environment.ts';
import { EXIT, type Io } from '../io.ts';
import { printJson, printTable, UsageError } from '../print.ts';
import type { Cli } from '../cli.ts';
import { createFileWrapper } from '../../vault/file-wrapper.ts';
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
  sigma-embed keys add                 1. every replica can open with it (they read the file again within seconds)
  sigma-embed keys promote ID          2. new records are sealed with it
  sigma-embed keys rewrap              3. what is stored is sealed with it
  sigma-embed keys verify              4. every record opens
  sigma-embed keys retire OLD-ID       5. refused while a session still needs it

The file is the one of SIGMA_EMBED_KEY_FILE; replicas on other machines need a copy of it before step 2.
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
    command.command('retire').description('Take a key out of the ring. Refused while a session needs it.'),
  )
    .argument('<id>', 'id of a key of the ring')
    .action(async (id: string, flags: EnvironmentFlags) => cli.done(await retire(id, flags, cli)));
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
  const missing = inUse.map(({ id }) => id).filter((id) => !keys.includes(id));
  const rows = [
    ...keys.map((id, place) => ({ id, role: place === 0 ? 'seals' : 'opens', sessions: sessionsOf(id) })),
    ...missing.map((id) => ({ id, role: 'missing', sessions: sessionsOf(id) })),
  ];
  if (flags.json === true) printJson(io, { keys: rows });
  else
    printTable(io, {
      head: ['Key', 'Role', 'Sessions'],
      rows: rows.map(({ id, role, sessions }) => [id, role, String(sessions)]),
    });
  if (missing.length === 0) return EXIT.ok;
  if (flags.json !== true) io.stderr.write('\nSessions of a missing key get a 503 until it is back in the key file.\n');
  return EXIT.failed;
}

async function add(flags: AddFlags, { io }: Cli): Promise<number> {
  const id = flags.id ?? newId();
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(id)) throw new UsageError('An id has 1 to 32 letters, digits, - and _.');
  const added = await newEntry(flags, id);
  const madeFile = edit(flags, (keys) => addKey(keys, added));
  // Opening the database writes down that it may be opened with the new key.
  await withGateway(flags, async () => undefined);
  const ofFile =
    madeFile === undefined ? '' : `\nMade ${madeFile}: only this user can read it, and every gateway must be able to.`;
  tell(io, flags, {
    id,
    text: `Added the key ${id}. It opens and does not seal yet.${ofFile}\nNext, when every gateway has read the file: sigma-embed keys promote ${id}`,
  });
  return EXIT.ok;
}

async function promote(id: string, flags: EnvironmentFlags, { io }: Cli): Promise<number> {
  edit(flags, (keys) => promoteKey(keys, id));
  tell(io, flags, {
    id,
    text: `The key ${id} seals from now on; the others still open.\nNext: sigma-embed keys rewrap`,
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
    const used = (await operator.keysInUse()).find((key) => key.id === id);
    if (used === undefined || used.sessions === 0) return;
    const many = used.sessions === 1 ? 'One session still needs' : `${used.sessions} sessions still need`;
    throw refused(`${many} the key ${id}. Seal them anew first: sigma-embed keys rewrap.`);
  });
  edit(flags, (keys) => removeKey(keys, id));
  tell(io, flags, {
    id,
    text: `The key ${id} is out of the ring. Keep a copy for as long as you keep backups from its time.`,
  });
  return EXIT.ok;
}

async function verify(flags: EnvironmentFlags, { io }: Cli): Promise<number> {
  const report = await withGateway(flags, ({ operator }) => operator.verifySessions());
  const { damaged, keyMissing, sound } = report;
  const isSound = damaged.length + keyMissing.length === 0;
  if (flags.json === true) printJson(io, { ok: isSound, ...report });
  else {
    io.stdout.write(`${sound} ${sound === 1 ? 'session opens' : 'sessions open'}.\n`);
    if (keyMissing.length > 0)
      io.stdout.write(`The key is missing for ${keyMissing.length}: ${keyMissing.join(', ')}\n`);
    if (damaged.length > 0) io.stdout.write(`Damaged: ${damaged.join(', ')}\n`);
  }
  return isSound ? EXIT.ok : EXIT.failed;
}

/** @returns the path of the file when it is new. */
function edit(flags: EnvironmentFlags, change: (keys: readonly KeyEntry[]) => readonly KeyEntry[]): string | undefined {
  const { path, sessionKeyId } = loadKeyFilePlace({ env: environmentOf(flags, {}) });
  if (path === undefined) {
    throw refused('There is no key file. Name one in SIGMA_EMBED_KEY_FILE; sigma-embed keys add then makes it.');
  }
  // The key of the session secret keeps its place in front, so that a first key of a file does not seal at once.
  const isNew = editKeyFile(path, sessionKeyId === undefined ? [] : [{ id: sessionKeyId }], change);
  return isNew ? path : undefined;
}

/** Wrapped at once where there is a key service: the key then never lies in the file as it is. */
async function newEntry(flags: EnvironmentFlags, id: string): Promise<KeyEntry> {
  const { keyServiceFile: path } = loadKeyFilePlace({ env: environmentOf(flags, {}) });
  const bytes = newKeyBytes(systemRandom);
  if (path === undefined) return { id, key: toBase64url(bytes) };
  const wrapper = createFileWrapper({ path, random: systemRandom, readFile: (file) => readFileSync(file, 'utf8') });
  return { id, wrapped: await wrapper.wrap(bytes, ringContext(id)) };
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
