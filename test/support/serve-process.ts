// `sigma-embed serve` as a process of its own, as an operator runs it.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { runCli, type CliRun } from './run-cli.ts';
import { spawnCli, type CliOptions } from './spawn-cli.ts';

/** A limit of `maxFileKiB` holds until `liftFileLimit`. */
export interface ServeOptions extends CliOptions {
  /** After `serve`. */
  readonly args?: readonly string[];
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

export function startServe({ args = [], ...options }: ServeOptions): Served {
  const { child, ended, stderr, stdout } = spawnCli(['serve', ...args], options);
  const listening = async (): Promise<number> => {
    for (;;) {
      const port = /"event":"listening".*?"address":"[^"]*:(\d+)"/.exec(stdout())?.[1];
      if (port !== undefined) return Number(port);
      const over = await Promise.race([once(child.stdout, 'data').then(() => false), ended.then(() => true)]);
      if (over) throw new Error(`it ended instead: ${stdout()}${stderr()}`);
    }
  };
  return {
    stdout,
    stderr,
    listening,
    signal: (name) => void child.kill(name),
    liftFileLimit: () => void execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:']),
    ended,
  };
}

/** Runs it to its end. */
export async function runServe({ args = [], ...options }: ServeOptions): Promise<CliRun> {
  return await runCli(['serve', ...args], options);
}
