// Reads the body of a statement submission. Knows what the API allows; runs nothing.
import type { Parameter, Query } from '../../warehouse/warehouse.ts';

export interface Submission {
  readonly warehouseId: string;
  readonly query: Query;
  /** Milliseconds to wait for the result before answering. */
  readonly waitMs: number;
  readonly onTimeout: 'CONTINUE' | 'CANCEL';
}

/** The submission, or the sentence of a 400. */
export function readSubmission(body: unknown): Submission | string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'Request body must be a JSON object';
  const fields = body as Readonly<Record<string, unknown>>;
  const { catalog, schema, statement } = fields;
  if (typeof statement !== 'string' || statement.trim() === '') return 'statement is required';
  if (typeof fields['warehouse_id'] !== 'string') return 'warehouse_id is required';
  if (!isOptionalText(catalog) || !isOptionalText(schema)) return 'catalog and schema must be strings';
  if ((fields['disposition'] ?? 'INLINE') !== 'INLINE') return 'disposition: the sandbox offers INLINE only';
  if ((fields['format'] ?? 'JSON_ARRAY') !== 'JSON_ARRAY') return 'format: INLINE results are JSON_ARRAY only';
  const waitMs = readWait(fields['wait_timeout'] ?? '10s');
  if (waitMs === undefined) return "wait_timeout must be '0s', or between '5s' and '50s'";
  const onTimeout = fields['on_wait_timeout'] ?? 'CONTINUE';
  if (onTimeout !== 'CONTINUE' && onTimeout !== 'CANCEL') return 'on_wait_timeout must be CONTINUE or CANCEL';
  const rowLimit = fields['row_limit'];
  if (rowLimit !== undefined && !isCount(rowLimit)) return 'row_limit must be a positive integer';
  const parameters = readParameters(fields['parameters'] ?? []);
  if (parameters === undefined) return 'parameters must be named, each name once, with values as strings';
  const query = { statement, catalog, schema, parameters, rowLimit };
  return { warehouseId: fields['warehouse_id'], waitMs, onTimeout, query };
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

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
