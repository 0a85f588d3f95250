// Sigma's way to Databricks: statements over HTTP, with the viewer's own token. Knows no frame.

/** A row of a result: Databricks sends every value as text. */
export type Row = readonly (string | null)[];

export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** Databricks does not take the token. */
  | { readonly kind: 'token_dead' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

export interface WarehouseClient {
  run(text: string, parameters: readonly object[]): Promise<Outcome<readonly Row[]>>;
}

interface StatementAnswer {
  readonly statement_id?: string;
  readonly status?: {
    readonly state?: string;
    readonly error?: { readonly error_code?: string; readonly message?: string };
  };
  readonly result?: Chunk;
}

interface Chunk {
  readonly data_array?: readonly Row[];
  /** Path of the next one; absent in the last. */
  readonly next_chunk_internal_link?: string;
}

const POLL_MS = 200;
const LONGEST_MS = 60_000;

/** Talks to `origin` as the owner of `token`. Waits up to a minute of real time for a statement. */
export function createWarehouseClient(options: {
  readonly origin: string;
  readonly token: string;
  readonly warehouseId: string;
}): WarehouseClient {
  const { origin, token, warehouseId } = options;

  const call = async (path: string, body?: object): Promise<Outcome<Readonly<Record<string, unknown>>>> => {
    try {
      const response = await fetch(`${origin}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(LONGEST_MS),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return readAnswer(response.status, await response.text());
    } catch {
      return { kind: 'failed', code: 'NETWORK', message: 'Databricks did not answer.' };
    }
  };

  /** The rows of a chunk and of all that follow it. */
  const rowsFrom = async (first: Chunk): Promise<Outcome<readonly Row[]>> => {
    const rows = [...(first.data_array ?? [])];
    for (let next = first.next_chunk_internal_link; next !== undefined;) {
      const outcome = await call(next);
      if (outcome.kind !== 'done') return outcome;
      const chunk = outcome.value as Chunk;
      rows.push(...(chunk.data_array ?? []));
      next = chunk.next_chunk_internal_link;
    }
    return { kind: 'done', value: rows };
  };

  return {
    async run(text, parameters) {
      const until = performance.now() + LONGEST_MS;
      let outcome = await call('/api/2.0/sql/statements', {
        statement: text,
        warehouse_id: warehouseId,
        wait_timeout: '10s',
        parameters,
      });
      while (outcome.kind === 'done') {
        const { result, statement_id: id, status } = outcome.value as StatementAnswer;
        if (status?.state === 'SUCCEEDED') return await rowsFrom(result ?? {});
        if (status?.state !== 'PENDING' && status?.state !== 'RUNNING') return failureOf(status);
        if (performance.now() > until) return { kind: 'failed', code: 'ETIMEDOUT', message: 'The query timed out.' };
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        outcome = await call(`/api/2.0/sql/statements/${id}`);
      }
      return outcome;
    },
  };
}

function readAnswer(status: number, text: string): Outcome<Readonly<Record<string, unknown>>> {
  const body = parse(text);
  if (status === 200) return { kind: 'done', value: body };
  const message = typeof body['message'] === 'string' ? body['message'] : `Databricks answered ${status}.`;
  if (status === 401 || (status === 403 && /invalid access token/i.test(message))) return { kind: 'token_dead' };
  return { kind: 'failed', code: status === 403 ? 'EACCES' : 'UNKNOWN', message };
}

function failureOf(status: StatementAnswer['status']): Outcome<never> {
  const message = status?.error?.message ?? `The query ended as ${status?.state ?? 'unknown'}.`;
  return { kind: 'failed', code: message.includes('INSUFFICIENT_PERMISSIONS') ? 'EACCES' : 'UNKNOWN', message };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
