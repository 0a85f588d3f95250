// Cuts a result into chunks, and writes a chunk as JSON or CSV. Knows no statements.
import type { ResultSet } from '../../warehouse/query.ts';

export type Format = 'JSON_ARRAY' | 'CSV';

export interface Chunk {
  readonly index: number;
  /** Of the first row, in the whole result. */
  readonly offset: number;
  readonly rows: ResultSet['rows'];
}

/** Chunks of up to `size` rows; none for a result without rows. */
export function chunksOf({ rows }: Pick<ResultSet, 'rows'>, size: number): Chunk[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => ({
    index,
    offset: index * size,
    rows: rows.slice(index * size, (index + 1) * size),
  }));
}

/** The chunk as it is fetched. In CSV, only the first one has a line with the names; a null is the word `null`. */
export function chunkText({ index, rows }: Chunk, columns: ResultSet['columns'], format: Format): string {
  if (format === 'JSON_ARRAY') return JSON.stringify(rows);
  const names = index === 0 ? [columns.map(({ name }) => name)] : [];
  return [...names, ...rows].map((row) => `${row.map((value) => field(value ?? 'null')).join(',')}\r\n`).join('');
}

/** Quoted only where RFC 4180 asks for it. */
function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
