// What the tests need beyond npm, how to find it and how to get it.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';

export interface Need {
  readonly name: string;
  readonly find: () => string | undefined;
  /** Debian packages that bring it. */
  readonly debian: readonly string[];
  /** Where it is looked for, as a hint. */
  readonly hint: string;
}

/** The Chromium that the browser tests drive: `CHROMIUM_PATH` and nothing else where that is set, or one of the usual places. */
export function findChromium(): string | undefined {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen !== undefined && chosen !== '') return existsSync(chosen) ? chosen : undefined;
  const places = [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  return places.find((place) => existsSync(place));
}

/** The folder of a PostgreSQL server: `POSTGRES_BIN`, or the newest in the usual places. */
export function findPostgres(): string | undefined {
  const installed = globSync(['/usr/lib/postgresql/*/bin', '/opt/homebrew/opt/postgresql@*/bin', '/usr/local/bin']);
  const newestFirst = installed.toSorted((a, b) => versionIn(b) - versionIn(a));
  return [process.env['POSTGRES_BIN'], ...newestFirst].find(
    (folder) => folder !== undefined && ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))),
  );
}

function versionIn(path: string): number {
  return Number(/\d+/.exec(path)?.[0] ?? 0);
}

/** A Redis server: `REDIS_SERVER`, or one of the usual places. */
export function findRedis(): string | undefined {
  const places = [
    process.env['REDIS_SERVER'],
    '/usr/bin/redis-server',
    '/usr/local/bin/redis-server',
    '/opt/homebrew/bin/redis-server',
  ];
  return places.find((place) => place !== undefined && existsSync(place));
}

/** The transaction pooler in front of Postgres. */
export function findPgBouncer(): string | undefined {
  const places = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'];
  return places.find((place) => existsSync(place));
}

export const NEEDS: readonly Need[] = [
  {
    name: 'Chromium',
    find: findChromium,
    debian: ['chromium', 'fonts-dejavu-core'],
    hint: 'install Chromium or Chrome, or set CHROMIUM_PATH to its executable',
  },
  {
    name: 'PostgreSQL',
    find: findPostgres,
    debian: ['postgresql'],
    hint: 'install PostgreSQL 13 or newer, or set POSTGRES_BIN to the folder of initdb and postgres',
  },
  {
    name: 'Redis',
    find: findRedis,
    debian: ['redis-server'],
    hint: 'install Redis 6.2 or newer, or set REDIS_SERVER to its executable',
  },
  {
    name: 'PgBouncer',
    find: findPgBouncer,
    debian: ['pgbouncer'],
    hint: 'install PgBouncer',
  },
];

/** Whether a need is met; installs it first where that is allowed and possible. Says what it does and what is missing. */
export function provide(need: Need, mayInstall: boolean): boolean {
  if (need.find() !== undefined) return true;
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...need.debian];
  const isDebian = existsSync('/etc/debian_version');
  if (mayInstall && isDebian && process.getuid?.() === 0) {
    process.stdout.write(`The tests need ${need.name}. Installing it from Debian's packages: ${install.join(' ')}\n`);
    const problem = run(['apt-get', 'update']) ?? run(install);
    if (problem !== undefined) process.stderr.write(`That failed:\n${problem.replaceAll(/^/gm, '    ')}\n`);
    if (need.find() !== undefined) return true;
  }
  process.stderr.write(`The tests need ${need.name}, which is not here: ${advice(need, install, isDebian)}.\n`);
  return false;
}

function advice({ hint }: Need, install: readonly string[], isDebian: boolean): string {
  return isDebian ? `as root, ${install.join(' ')}; or ${hint}` : hint;
}

/** The last lines of what a command said when it failed. */
function run([command = '', ...args]: readonly string[]): string | undefined {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { error, status, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
  if (status === 0) return undefined;
  return error?.message ?? stderr.trimEnd().split('\n').slice(-5).join('\n');
}
