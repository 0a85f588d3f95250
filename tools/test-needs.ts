// What the tests need beyond npm, how to find it and how to get it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface Need {
  readonly name: string;
  readonly find: () => string | undefined;
  /** Debian packages that bring it. */
  readonly debian: readonly string[];
  /** Where it is looked for, as a hint. */
  readonly hint: string;
}

/** The Chromium that the browser tests drive: `CHROMIUM_PATH`, or one of the usual places. */
export function findChromium(): string | undefined {
  const places = [
    process.env['CHROMIUM_PATH'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  return places.find((place) => place !== undefined && existsSync(place));
}

export const NEEDS: readonly Need[] = [
  {
    name: 'Chromium',
    find: findChromium,
    debian: ['chromium', 'fonts-dejavu-core'],
    hint: 'install Chromium or Chrome, or set CHROMIUM_PATH to its executable',
  },
];

/** Whether a need is met; installs it first where that is allowed and possible. */
export function ready(need: Need, mayInstall: boolean): boolean {
  if (need.find() !== undefined) return true;
  const command = `apt-get install -y --no-install-recommends ${need.debian.join(' ')}`;
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (mayInstall && isDebianRoot) {
    process.stdout.write(`The tests need ${need.name}. Installing it from Debian's packages: ${command}\n`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
    spawnSync('apt-get', ['update', '-qq'], quiet);
    spawnSync('sh', ['-c', command], quiet);
    if (need.find() !== undefined) return true;
  }
  const how = existsSync('/etc/debian_version') ? `as root: ${command}` : need.hint;
  process.stdout.write(`The tests need ${need.name}, which is not here (${how}). Tests that use it are skipped.\n`);
  return false;
}
