// Fills a page of sessions although some rows cannot be read: one damaged session must not hide its neighbours (ST-08).
import { GatewayError } from '../base/errors.ts';
import type { SessionHash } from '../session/session.ts';
import type { SessionPage } from './store.ts';

const UNREADABLE: ReadonlySet<string> = new Set(['session_unreadable', 'session_newer']);

/** A raw row, to be read when it is asked for. */
export interface RawRow<T> {
  readonly hash: SessionHash;
  /** @throws GatewayError `session_unreadable`, `session_newer`. */
  read(): T;
}

/** Asks `fetch` for raw rows in order of hash until `limit` of them could be read or no more come. */
export async function readPage<T>(
  { after, limit }: SessionPage,
  fetch: (page: SessionPage) => Promise<readonly RawRow<T>[]>,
): Promise<readonly T[]> {
  const found: T[] = [];
  let last = after;
  while (found.length < limit) {
    const wanted = limit - found.length;
    const rows = await fetch({ after: last, limit: wanted });
    for (const row of rows) {
      const value = readable(row);
      if (value !== undefined) found.push(value);
    }
    if (rows.length < wanted) break;
    last = rows.at(-1)?.hash;
  }
  return found;
}

function readable<T>(row: RawRow<T>): T | undefined {
  try {
    return row.read();
  } catch (error) {
    const isOfRow = error instanceof GatewayError && UNREADABLE.has(error.code);
    if (isOfRow) return undefined;
    throw error;
  }
}
