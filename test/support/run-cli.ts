// `sigma-embed` as a process of its own, as an operator types it. A command that waits for nothing must still come to its end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const BIN = join(import.meta.dirname, '../../packages/gateway/bin/sigma-embed.js');

export interface CliRun {
  /** Exit code, or the signal that ended it. */
  readonly code: number | string;
  readonly out: string;
  readonly err: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Largest file that it may write, in KiB. Default: any. */
  readonly maxFileKiB?: number;
  /** User to run as, where this process may choose. */
  readonly uid?: number | undefined;
}

/** Runs one command to its end. Nothing of this process's own environment is passed on but the path. */
export async function runCli(args: readonly string[], { cwd, env, maxFileKiB, uid }: CliOptions): Promise<CliRun> {
  const limited = `ulimit -S -f ${maxFileKiB ?? 'unlimited'} && exec "$0" "$@"`;
  const command = [process.execPath, '--conditions=@sigma-embed/source', BIN, ...args];
  const child = spawn('bash', ['-c', limited, ...command], {
    cwd,
    ...(uid !== undefined && { uid }),
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code: code ?? signal ?? '', out, err };
}
