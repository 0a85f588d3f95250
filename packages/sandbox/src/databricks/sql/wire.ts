// The Statement Execution API's answers, field by field. Knows no execution.
import type { ResultSet } from '../../warehouse/warehouse.ts';

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

/** The body of submit and poll. A failed statement is a good answer: HTTP 200 with state FAILED. */
export function statementAnswer({ failure, id, result, state }: Snapshot): object {
  if (failure !== undefined) {
    const { errorCode, message, sqlState } = failure;
    return {
      statement_id: id,
      status: { state, sql_state: sqlState, error: { error_code: errorCode, message } },
    };
  }
  if (result === undefined) return { statement_id: id, status: { state } };
  return { statement_id: id, status: { state }, manifest: manifest(result), result: chunk(result) };
}

/** The one chunk of an INLINE result; empty for a result without rows. */
export function chunk({ rows }: ResultSet): object {
  if (rows.length === 0) return {};
  return { chunk_index: 0, row_offset: 0, row_count: rows.length, data_array: rows };
}

function manifest({ columns, rows, truncated }: ResultSet): object {
  const chunks = rows.length === 0 ? [] : [{ chunk_index: 0, row_offset: 0, row_count: rows.length }];
  return {
    format: 'JSON_ARRAY',
    schema: {
      column_count: columns.length,
      columns: columns.map(({ name, typeName, typeText }, position) => ({
        name,
        type_text: typeText,
        type_name: typeName,
        position,
      })),
    },
    total_chunk_count: chunks.length,
    chunks,
    total_row_count: rows.length,
    truncated,
  };
}
