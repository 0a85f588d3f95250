// A terminal in memory: what a command printed, and how it ended.
import { EventEmitter } from 'node:events';
import { main } from '../../src/cli/main.ts';

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command that ends by itself. */
export async function say(...argv: readonly string[]): Promise<Said> {
  let stdout = '';
  let stderr = '';
  const code = await main(argv, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    events: new EventEmitter(),
    exit: (status) => {
      throw new Error(`ended at once with ${status}`);
    },
  });
  return { code, stdout, stderr };
}
