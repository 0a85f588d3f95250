// `sigma-embed serve` as a process of its own, as an operator runs it.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const BIN = join(import.meta.dirname, '../../packages/gateway/bin/sigma-embed.js');

export interface ServeOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Where it runs; a `.env` there is read. */
  readonly cwd: string;
  /** After `serve`. */
  readonly args?: readonly string[];
  /** Largest file that the process may write, in KiB, until `liftFileLimit`. */
  readonly maxFileKiB?: number;
}

export interface Served {
  stdout(): string;
  stderr(): string;
  /** Resolves with the port when it listens; rejects with what it said when it ended instead. */
  listening(): Promise<number>;
  signal(name: NodeJS.Signals): void;
  /** From now on files may be of any size. */
  liftFileLimit(): void;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Starts it. Nothing of this process's own environment is passed on but the path. */
export function startServe({ args = [], cwd, env, maxFileKiB }: ServeOptions): Served {
  const command = ['--conditions=@sigma-embed/source', BIN, 'serve', ...args];
  // The soft limit only, so that it can be raised again while the process runs.
  const limited = `ulimit -S -f ${maxFileKiB ?? 'unlimited'} && exec "$0" "$@"`;
  const child = spawn('bash', ['-c', limited, process.execPath, ...command], {
    cwd,
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
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  const listening = async (): Promise<number> => {
    for (;;) {
      const port = /"event":"listening".*?"address":"[^"]*:(\d+)"/.exec(stdout)?.[1];
      if (port !== undefined) return Number(port);
      const over = await Promise.race([once(child.stdout, 'data').then(() => false), ended.then(() => true)]);
      if (over) throw new Error(`it ended instead: ${stdout}${stderr}`);
    }
  };
  return {
    stdout: () => stdout,
    stderr: () => stderr,
    listening,
    signal: (name) => void child.kill(name),
    liftFileLimit: () => void execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:']),
    ended,
  };
}

/** Runs it to its end. */
export async function runServe(options: ServeOptions): Promise<{ code: number | string; out: string; err: string }> {
  const served = startServe(options);
  const code = await served.ended;
  return { code, out: served.stdout(), err: served.stderr() };
}
