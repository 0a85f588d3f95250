// Prints results and failures, for people or as JSON. Secrets never come here, except the token that was asked for.
import { GatewayError } from '../base/errors.ts';
import { ConfigError } from '../config/load.ts';
import { errorFields } from '../observe/error-fields.ts';
import { safeText } from '../observe/net.ts';
import { EXIT, type Io } from './io.ts';

export function printJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Rows of a label and a value, aligned; a row without a value is left out. */
export function printRows(io: Io, rows: readonly (readonly [label: string, value: string | undefined])[]): void {
  const kept = rows.filter(([, value]) => value !== undefined);
  const width = Math.max(...kept.map(([label]) => label.length));
  for (const [label, value] of kept) io.stdout.write(`${label.padEnd(width)}  ${value}\n`);
}

/** A table whose columns are as wide as they need to be. Names come from outside, and terminals obey control characters. */
export function printTable(
  io: Io,
  table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] },
): void {
  const lines = [table.head, ...table.rows].map((line) => line.map(safeText));
  const widths = table.head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  for (const line of lines) {
    io.stdout.write(
      `${line
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}

/** Tells a failure and answers the exit code: 2 for wrong usage or configuration, 1 for everything else. */
export function printFailure(io: Io, error: unknown, json: boolean): number {
  const { code, message, problems } = described(error);
  if (json) printJson(io, { ok: false, error: { code, message, ...(problems && { problems }) } });
  else
    io.stderr.write(
      `sigma-embed: ${message} (${code})\n${problems === undefined ? '' : `${list(error)}\n${hint(problems)}`}`,
    );
  return code === 'config_invalid' || code === 'usage' ? EXIT.usage : EXIT.failed;
}

/** Thrown for a command line that cannot be followed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Described {
  readonly code: string;
  readonly message: string;
  readonly problems?: ConfigError['problems'];
}

function described(error: unknown): Described {
  if (error instanceof ConfigError) {
    const count = error.problems.length;
    const message = `The configuration has ${count === 1 ? 'a problem' : `${count} problems`}.`;
    return { code: error.code, message, problems: error.problems };
  }
  if (error instanceof UsageError) return { code: 'usage', message: error.message };
  if (error instanceof GatewayError) {
    const detail = error.detail === undefined ? '' : ` ${capitalised(error.detail)}.`;
    return { code: error.code, message: `${error.message}${detail}` };
  }
  const { message, name } = errorFields(error, false);
  return { code: 'internal', message: `Something went wrong: ${name}${message === undefined ? '' : `: ${message}`}.` };
}

function list(error: unknown): string {
  return error instanceof ConfigError ? error.message.split('\n').slice(1).join('\n') : '';
}

/** For somebody who starts here without anything. */
function hint(problems: ConfigError['problems']): string {
  if (problems.length < MANY || problems.some(({ problem }) => problem !== 'is missing')) return '';
  return `
Nothing is configured here yet. Copy .env.example to .env and fill it in, or try everything
without an account: sigma-embed sandbox (in the repository: npm start).
`;
}

const MANY = 5;

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1).replace(/\.$/, '');
}
