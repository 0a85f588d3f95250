// Writes log lines: an event name and allowed fields, one line each. Nothing else of an object is ever printed.
import { pino, destination, type DestinationStream, type Logger } from 'pino';
import { systemClock } from '../base/clock.ts';
import { errorFields } from './error-fields.ts';
import { safeText } from './net.ts';
import { prettyLine } from './pretty.ts';

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** The fields a log line may have; nothing else is printed. */
export interface LogFields {
  readonly requestId?: string;
  readonly method?: string;
  /** Route template, never a raw path. */
  readonly route?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly code?: string;
  readonly detail?: string;
  readonly error?: unknown;
  readonly address?: string;
  readonly origin?: string;
  readonly count?: number;
  readonly warning?: string;
  readonly signal?: string;
  readonly version?: string;
}

const TEXTS = [
  'requestId',
  'method',
  'route',
  'code',
  'detail',
  'address',
  'origin',
  'warning',
  'signal',
  'version',
] as const satisfies readonly (keyof LogFields)[];
const NUMBERS = ['status', 'ms', 'count'] as const satisfies readonly (keyof LogFields)[];

export interface LogOptions {
  /** `trace`, `debug`, `info`, `warn`, `error` or `silent`. */
  readonly level: string;
  /** `auto` is pretty on a terminal and JSON everywhere else. */
  readonly format: 'auto' | 'json' | 'pretty';
  /** Default: standard output. */
  readonly stream?: Output;
}

interface Output {
  write(line: string): unknown;
}

/** Bytes that wait for a slow standard output before lines are dropped: a blocked pipe must not eat the memory. */
const LONGEST_QUEUE = 8 * 1024 * 1024;

/** Makes a log. Every text passes a net that hides token shapes; every event is one line for any input. */
export function createLog({ format, level, stream }: LogOptions): Log {
  const terminal = (stream ?? process.stdout) as Partial<NodeJS.WriteStream>;
  const isTerminal = terminal.isTTY === true;
  const isPretty = format === 'pretty' || (format === 'auto' && isTerminal);
  const output = stream ?? (isPretty && isTerminal ? process.stdout : standardOutput());
  const logger = pino(
    {
      level,
      base: null,
      timestamp: isoTimes(),
      formatters: { level: (label) => ({ level: label }) },
    },
    isPretty ? prettyStream(output, isTerminal && terminal.hasColors?.() === true) : output,
  );
  const withStack = logger.isLevelEnabled('debug');
  const at =
    (method: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}): void => {
      if (logger.isLevelEnabled(method)) write(logger, method, { event, fields, withStack });
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** ISO 8601 as pino takes it. Most lines share their second with the one before, and its text with it. */
function isoTimes(): () => string {
  let second = Number.NaN;
  let text = '';
  return () => {
    const now = systemClock.now();
    const thisSecond = Math.floor(now / 1000);
    if (thisSecond !== second) {
      second = thisSecond;
      text = new Date(thisSecond * 1000).toISOString().slice(0, -'000Z'.length);
    }
    return `,"time":"${text}${String(now % 1000).padStart(3, '0')}Z"`;
  };
}

/** A log ends nothing that it tells of: lines that cannot be written, as their reader is gone or the disk is full, are dropped. */
function standardOutput(): Output {
  return destination({ dest: 1, sync: false, maxLength: LONGEST_QUEUE }).on('error', () => undefined);
}

interface Entry {
  readonly event: string;
  readonly fields: LogFields;
  readonly withStack: boolean;
}

function write(logger: Logger, method: 'debug' | 'info' | 'warn' | 'error', entry: Entry): void {
  logger[method](lineOf(entry));
}

function lineOf({ event, fields, withStack }: Entry): Record<string, unknown> {
  const line: Record<string, unknown> = { event: safeText(event) };
  for (const name of TEXTS) {
    const value: unknown = fields[name];
    if (typeof value === 'string') line[name] = safeText(value);
  }
  for (const name of NUMBERS) {
    const value: unknown = fields[name];
    if (typeof value === 'number' && Number.isFinite(value)) line[name] = value;
  }
  if (fields.error !== undefined) line['error'] = errorFields(fields.error, withStack);
  return line;
}

function prettyStream(output: Output, colours: boolean): DestinationStream {
  return { write: (json) => void output.write(`${prettyLine(json, colours)}\n`) };
}
