// What the command line needs of its process. Tests hand in their own.
import type { ProcessEvents } from '../server/signals.ts';

export interface Output {
  write(text: string): unknown;
}

export interface Io {
  /** For what a script reads. */
  readonly stdout: Output;
  /** For what a person reads beside it. */
  readonly stderr: Output;
  readonly events: ProcessEvents;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
}

export const processIo: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  events: process,
  exit: (code) => process.exit(code),
};

/** Exit codes of every command. */
export const EXIT = { ok: 0, failed: 1, usage: 2, refused: 3 } as const;
