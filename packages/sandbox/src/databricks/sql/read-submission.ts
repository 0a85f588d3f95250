// Reads the body of a statement submission. Knows what the API allows; runs nothing.
import type { Parameter, Query } from '../../warehouse/query.ts';
import type { Format } from './chunks.ts';

export interface Submission {
  readonly warehouseId: string;
  readonly query: Query;
  /** Milliseconds to wait for the result before answering. */
  readonly waitMs: number;
  readonly onTimeout: 'CONTINUE' | 'CANCEL';
  readonly disposition: 'INLINE' | 'EXTERNAL_LINKS';
  readonly format: Format;
  readonly tags: Readonly<Record<string, string>>;
}

const MIB = 1024 * 1024;

/** A result behind links is cut at the vendor's 100 GiB; here it is held in memory, and cut sooner. */
const LARGEST_LINKED = 100 * MIB;
const LONGEST_STATEMENT = 16 * MIB;

/** The submission, or the sentence of a 400. */
export function readSubmission(body: unknown): Submission | string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'Request body must be a JSON object';
  const fields = body as Readonly<Record<string, unknown>>;
  const { catalog, schema, statement } = fields;
  if (typeof statement !== 'string' || statement.trim() === '') return 'statement is required';
  if (Buffer.byteLength(statement) > LONGEST_STATEMENT) return 'statement must not be longer than 16 MiB';
  if (typeof fields['warehouse_id'] !== 'string') return 'warehouse_id is required';
  if (!isOptionalText(catalog) || !isOptionalText(schema)) return 'catalog and schema must be strings';
  const shape = readShape(fields);
  if (typeof shape === 'string') return shape;
  const waitMs = readWait(fields['wait_timeout'] ?? '10s');
  if (waitMs === undefined) return "wait_timeout must be '0s', or between '5s' and '50s'";
  const onTimeout = fields['on_wait_timeout'] ?? 'CONTINUE';
  if (onTimeout !== 'CONTINUE' && onTimeout !== 'CANCEL') return 'on_wait_timeout must be CONTINUE or CANCEL';
  const { byte_limit: byteLimit, row_limit: rowLimit } = fields;
  if (rowLimit !== undefined && !isCount(rowLimit)) return 'row_limit must be a positive integer';
  if (byteLimit !== undefined && !isCount(byteLimit)) return 'byte_limit must be a positive integer';
  const parameters = readParameters(fields['parameters'] ?? []);
  if (parameters === undefined) return 'parameters must be named, each name once, with values as strings';
  const tags = readTags(fields['query_tags'] ?? []);
  if (tags === undefined) return 'query_tags must be at most 20 pairs of key and value';
  const isLinked = shape.disposition === 'EXTERNAL_LINKS';
  const limits = isLinked
    ? { byteLimit: Math.min(byteLimit ?? LARGEST_LINKED, LARGEST_LINKED), largest: Infinity }
    : { byteLimit, largest: 25 * MIB };
  const query = { statement, catalog, schema, parameters, rowLimit, ...limits };
  return { warehouseId: fields['warehouse_id'], waitMs, onTimeout, query, tags, ...shape };
}

function readShape(fields: Readonly<Record<string, unknown>>): Pick<Submission, 'disposition' | 'format'> | string {
  const { disposition = 'INLINE', format = 'JSON_ARRAY' } = fields;
  if (disposition !== 'INLINE' && disposition !== 'EXTERNAL_LINKS')
    return 'disposition must be INLINE or EXTERNAL_LINKS';
  if (format === 'ARROW_STREAM') return 'format: the sandbox writes JSON_ARRAY and CSV, not ARROW_STREAM';
  if (format !== 'JSON_ARRAY' && format !== 'CSV') return 'format must be JSON_ARRAY, ARROW_STREAM or CSV';
  if (format === 'CSV' && disposition === 'INLINE') return 'format: CSV goes with the disposition EXTERNAL_LINKS only';
  return { disposition, format };
}

function readWait(text: unknown): number | undefined {
  const seconds = Number(typeof text === 'string' ? (/^(\d{1,2})s$/.exec(text)?.[1] ?? NaN) : NaN);
  return seconds === 0 || (seconds >= 5 && seconds <= 50) ? seconds * 1000 : undefined;
}

function readParameters(list: unknown): Parameter[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const parameters: Parameter[] = [];
  for (const item of list as unknown[]) {
    if (typeof item !== 'object' || item === null) return undefined;
    const { name, type = 'STRING', value = null } = item as Readonly<Record<string, unknown>>;
    if (typeof name !== 'string' || !/^[A-Za-z_]\w*$/.test(name) || typeof type !== 'string') return undefined;
    if (typeof value !== 'string' && value !== null) return undefined;
    if (parameters.some((known) => known.name === name)) return undefined;
    parameters.push({ name, type, value });
  }
  return parameters;
}

function readTags(list: unknown): Record<string, string> | undefined {
  if (!Array.isArray(list) || list.length > 20) return undefined;
  const pairs: [string, string][] = [];
  for (const item of list as unknown[]) {
    const { key, value = '' } = (item ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof key !== 'string' || typeof value !== 'string') return undefined;
    pairs.push([key, value]);
  }
  return Object.fromEntries(pairs);
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
