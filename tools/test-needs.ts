// What the tests need beyond npm, how to find it and how to get it.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, rmSync, writeFileSync } from 'node:fs';
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

/**
 * Installs what is missing, where that is allowed and possible, and says so before it does.
 * @returns what is still missing; said as well, with how to get it.
 */
export function provide(needs: readonly Need[], mayInstall: boolean): readonly Need[] {
  const missing = needs.filter(isMissing);
  if (missing.length === 0) return [];
  const isDebian = existsSync('/etc/debian_version');
  if (mayInstall && isDebian && process.getuid?.() === 0) {
    const install = installing(missing);
    process.stdout.write(
      `The tests need ${listed(missing)}. Installing from Debian's packages: ${install.join(' ')}\n`,
    );
    const problem = withoutServices(() => {
      run(['apt-get', 'update']);
      return run(install);
    });
    if (problem !== undefined) process.stderr.write(`That failed:\n${problem.replaceAll(/^/gm, '    ')}\n`);
  }
  const still = missing.filter(isMissing);
  for (const { hint, name } of still) process.stderr.write(`The tests need ${name}, which is not here: ${hint}.\n`);
  if (still.length > 0 && isDebian) process.stderr.write(`As root: ${installing(still).join(' ')}\n`);
  return still;
}

function isMissing({ find }: Need): boolean {
  return find() === undefined;
}

/** `A, B and C`. */
export function listed(needs: readonly Need[]): string {
  return new Intl.ListFormat('en-GB').format(needs.map(({ name }) => name));
}

function installing(needs: readonly Need[]): string[] {
  return ['apt-get', 'install', '-y', '--no-install-recommends', ...needs.flatMap(({ debian }) => debian)];
}

/** Debian starts a server as soon as it is installed, unless this file forbids it. The tests start their own, on free ports. */
function withoutServices<T>(install: () => T): T {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return install();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return install();
  } finally {
    rmSync(policy, { force: true });
  }
}

/** The last lines of what a command said when it failed. */
function run([command = '', ...args]: readonly string[]): string | undefined {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { error, status, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
  if (status === 0) return undefined;
  return error?.message ?? stderr.trimEnd().split('\n').slice(-5).join('\n');
}
