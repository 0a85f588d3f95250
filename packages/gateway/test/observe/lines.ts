// A log into memory.
import { Writable } from 'node:stream';
import { createLog, type Log, type LogOptions } from '../../src/observe/log.ts';

export interface Memory {
  readonly log: Log;
  /** Everything that was written. */
  readonly text: () => string;
  /** The lines, parsed. */
  readonly lines: () => Record<string, unknown>[];
}

export function memoryLog(options: Partial<LogOptions> = {}): Memory {
  let written = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString('utf8');
      done();
    },
  });
  const text = (): string => written;
  return {
    log: createLog({ level: 'trace', format: 'json', stream, ...options }),
    text,
    lines: () =>
      written
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}
