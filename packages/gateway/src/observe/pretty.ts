// Turns one JSON log line into one line for people. Knows the fields, not where they came from.

interface Line {
  readonly level?: unknown;
  readonly time?: unknown;
  readonly event?: unknown;
  readonly [field: string]: unknown;
}

const COLOURS: Readonly<Record<string, number>> = { debug: 90, info: 36, warn: 33, error: 31 };

/** `12:34:56.789 info  request  method=GET route=/login status=200`, without a line break. */
export function prettyLine(json: string, colours: boolean): string {
  const { event, level, time, ...fields } = JSON.parse(json) as Line;
  const paint = (code: number, text: string): string => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const name = String(level);
  const clock = String(time).slice(11, 23);
  const pairs = Object.entries(fields).map(([field, value]) => `${paint(90, `${field}=`)}${shown(value)}`);
  return [paint(90, clock), paint(COLOURS[name] ?? 0, name.padEnd(5)), String(event), ...pairs].join(' ');
}

function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^[\w./:@+-]+$/.test(value) ? value : JSON.stringify(value);
}
