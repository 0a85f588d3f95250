// Runs the npm that runs these tests, as somebody else's project would: none of this repository's settings leak in.
import { spawn } from 'node:child_process';
import type { Ran } from './tree-copy.ts';

/** What a script of npm adds to the environment, and what changes where or how an install works. */
const OURS =
  /^(npm_(package|lifecycle|command|config_(local_prefix|noproxy|ignore_scripts|global_prefix))|INIT_CWD|NODE_)/i;

export const foreignEnv: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name === 'NODE_EXTRA_CA_CERTS' || !OURS.test(name)),
);

/** Installs come from npm's cache where they can. */
export async function npm(cwd: string, ...args: readonly string[]): Promise<Ran> {
  const cli = process.env['npm_execpath'];
  const [command, ...before] = cli?.endsWith('.js') === true ? [process.execPath, cli] : ['npm'];
  return await run(command ?? 'npm', {
    cwd,
    args: [...before, ...args, '--prefer-offline', '--no-audit', '--no-fund'],
  });
}

export async function run(
  command: string,
  { args, cwd, env = {} }: { cwd: string; args: readonly string[]; env?: NodeJS.ProcessEnv },
): Promise<Ran> {
  const child = spawn(command, args, { cwd, env: { ...foreignEnv, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { status, output };
}
