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
  stdout: outliving(process.stdout),
  stderr: outliving(process.stderr),
  events: process,
  exit: (code) => process.exit(code),
};

/** What a write says whose reader is gone; the second where the pipe is a socket. */
const GONE: ReadonlySet<unknown> = new Set(['EPIPE', 'ECONNRESET']);

/** A reader may leave, as `head` does: the work goes on and ends in order, and what nobody reads any more is dropped. */
function outliving(stream: NodeJS.WriteStream): Output {
  let isHeard = false;
  let isGone = false;
  const onError = (error: NodeJS.ErrnoException): void => {
    if (!GONE.has(error.code)) throw error;
    isGone = true;
  };
  return {
    write(text) {
      if (!isHeard) stream.on('error', onError);
      isHeard = true;
      return isGone ? false : stream.write(text);
    },
  };
}

/** Exit codes of every command. */
export const EXIT = { ok: 0, failed: 1, usage: 2, refused: 3 } as const;
