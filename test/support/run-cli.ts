// One command of `sigma-embed` to its end. A command that waits for nothing must still come to it.
import { spawnCli, type CliOptions } from './spawn-cli.ts';

export interface CliRun {
  /** Exit code, or the signal that ended it. */
  readonly code: number | string;
  readonly out: string;
  readonly err: string;
}

export async function runCli(args: readonly string[], options: CliOptions): Promise<CliRun> {
  const spawned = spawnCli(args, options);
  const code = await spawned.ended;
  return { code, out: spawned.stdout(), err: spawned.stderr() };
}
