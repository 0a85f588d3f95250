// What a command works with: a terminal and an exit code.
import type { Io } from './io.ts';

export interface Cli {
  readonly io: Io;
  /** Sets the exit code. */
  done(code: number): void;
  /** Tells what the command line got wrong, in a sentence. */
  misused(sentence: string): void;
}
