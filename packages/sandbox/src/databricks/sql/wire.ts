// The Statement Execution API's answers, field by field. Knows no execution.
import type { ResultSet } from '../../warehouse/query.ts';
import { chunksOf, chunkText, type Chunk, type Format } from './chunks.ts';

export type State = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED' | 'CLOSED';

export interface Failure {
  readonly sqlState: string;
  readonly errorCode: string;
  readonly message: string;
}

/** What is known of a statement at the moment. */
export interface Snapshot {
  readonly id: string;
  readonly state: State;
  readonly result?: ResultSet | undefined;
  readonly failure?: Failure | undefined;
}

/** How a result is handed out. */
export interface Delivery {
  readonly disposition: 'INLINE' | 'EXTERNAL_LINKS';
  readonly format: Format;
  readonly chunkRows: number;
  /** Address of a chunk, and when it ends. */
  readonly link: (index: number) => { readonly url: string; readonly expiresAt: number };
}

/** The body of submit and poll. A failed statement is a good answer: HTTP 200 with state FAILED. */
export function statementAnswer({ failure, id, result, state }: Snapshot, delivery: Delivery): object {
  if (failure !== undefined) {
    const { errorCode, message, sqlState } = failure;
    return {
      statement_id: id,
      status: { state, sql_state: sqlState, error: { error_code: errorCode, message } },
    };
  }
  if (result === undefined) return { statement_id: id, status: { state } };
  const first = chunkAnswer({ id, result }, 0, delivery) ?? {};
  return { statement_id: id, status: { state }, manifest: manifest(result, delivery), result: first };
}

/** One chunk: its rows, or the link to them. Undefined when there is no such chunk. */
export function chunkAnswer(
  { id, result }: { readonly id: string; readonly result: ResultSet },
  index: number,
  delivery: Delivery,
): object | undefined {
  const chunks = chunksOf(result, delivery.chunkRows);
  const chunk = chunks[index];
  if (chunk === undefined) return undefined;
  const next =
    index + 1 < chunks.length
      ? {
          next_chunk_index: index + 1,
          next_chunk_internal_link: `/api/2.0/sql/statements/${id}/result/chunks/${index + 1}`,
        }
      : {};
  if (delivery.disposition === 'INLINE') return { ...position(chunk), ...next, data_array: chunk.rows };
  const { expiresAt, url } = delivery.link(index);
  const link = {
    ...position(chunk),
    byte_count: byteCount(chunk, result, delivery),
    ...next,
    external_link: url,
    expiration: new Date(expiresAt).toISOString(),
  };
  return { external_links: [link] };
}

function position({ index, offset, rows }: Chunk): object {
  return { chunk_index: index, row_offset: offset, row_count: rows.length };
}

function byteCount(chunk: Chunk, { columns }: ResultSet, { format }: Delivery): number {
  return Buffer.byteLength(chunkText(chunk, columns, format));
}

function manifest(result: ResultSet, delivery: Delivery): object {
  const { columns, rows, truncated } = result;
  const chunks = chunksOf(result, delivery.chunkRows);
  const bytes = chunks.map((chunk) => byteCount(chunk, result, delivery));
  return {
    format: delivery.format,
    schema: {
      column_count: columns.length,
      columns: columns.map(({ name, typeName, typeText }, at) => ({
        name,
        type_text: typeText,
        type_name: typeName,
        position: at,
      })),
    },
    total_chunk_count: chunks.length,
    chunks: chunks.map((chunk, at) => Object.assign(position(chunk), { byte_count: bytes[at] })),
    total_row_count: rows.length,
    total_byte_count: bytes.reduce((sum, size) => sum + size, 0),
    truncated,
  };
}
