// `sigma-embed` as a process of its own, as an operator types it.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** The command line, as it lies in the tree. */
export const BIN = join(import.meta.dirname, '../../packages/gateway/bin/sigma-embed.js');

export interface CliOptions {
  /** Where it runs; a `.env` there is read. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Largest file that it may write, in KiB. Default: any. */
  readonly maxFileKiB?: number | undefined;
  /** User to run as, where this process may choose. */
  readonly uid?: number | undefined;
}

export interface SpawnedCli {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  stdout(): string;
  stderr(): string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Nothing of this process's own environment is passed on but the path. */
export function spawnCli(args: readonly string[], { cwd, env, maxFileKiB, uid }: CliOptions): SpawnedCli {
  // The soft limit only, so that it can be raised again while the process runs.
  const limited = `ulimit -S -f ${maxFileKiB ?? 'unlimited'} && exec "$0" "$@"`;
  const command = [process.execPath, '--conditions=@sigma-embed/source', BIN, ...args];
  const child = spawn('bash', ['-c', limited, ...command], {
    cwd,
    ...(uid !== undefined && { uid }),
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process that hangs must not outlive its test.
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended: once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string),
  };
}
