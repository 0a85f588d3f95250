// What a log line may say of a thrown thing: its name, code and message, never what a cause says in its own words.
import { safeText } from './net.ts';

export interface ErrorFields {
  readonly name: string;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  /** Name and code of each cause, outermost first. */
  readonly causes?: readonly string[] | undefined;
  /** Frames only, without the message; at debug level. */
  readonly stack?: readonly string[] | undefined;
}

const MOST_CAUSES = 5;
const MOST_FRAMES = 12;

/** Reads an error without trusting it: getters may throw, causes may go round in circles, texts may be remote. */
export function errorFields(error: unknown, withStack: boolean): ErrorFields {
  const name = nameOf(error);
  return {
    name,
    code: textOf(error, 'code'),
    message: messageOf(error, name),
    causes: causesOf(error),
    stack: withStack ? framesOf(error) : undefined,
  };
}

/** Parsers quote what they read, so their messages stay out; long quotations are cut from all others. */
function messageOf(error: unknown, name: string): string | undefined {
  if (name === 'SyntaxError') return undefined;
  const message = textOf(error, 'message');
  return message?.replaceAll(/(["'`])[^"'`]{24,}\1/g, '$1…$1');
}

function causesOf(error: unknown): string[] | undefined {
  const seen = new Set<unknown>([error]);
  const found: string[] = [];
  for (let cause = read(error, 'cause'); cause !== undefined && !seen.has(cause); cause = read(cause, 'cause')) {
    if (found.length === MOST_CAUSES) break;
    seen.add(cause);
    const code = textOf(cause, 'code');
    found.push(code === undefined ? nameOf(cause) : `${nameOf(cause)} ${code}`);
  }
  return found.length > 0 ? found : undefined;
}

function framesOf(error: unknown): string[] | undefined {
  const stack = read(error, 'stack');
  if (typeof stack !== 'string') return undefined;
  // The stack begins with the message, which may itself hold lines that look like frames.
  const message = read(error, 'message');
  const start = typeof message === 'string' ? stack.indexOf(message) + message.length : 0;
  return stack
    .slice(start, start + 20_000)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MOST_FRAMES)
    .map((line) => safeText(line.trim()));
}

function nameOf(error: unknown): string {
  return textOf(error, 'name') ?? typeof error;
}

function textOf(value: unknown, member: string): string | undefined {
  const found = read(value, member);
  return typeof found === 'string' || typeof found === 'number' ? safeText(String(found)) : undefined;
}

function read(value: unknown, member: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return (value as Record<string, unknown>)[member];
  } catch {
    return undefined;
  }
}
