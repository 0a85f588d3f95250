// Knows how the columns of a session stand in a Redis hash: the same names, every value a text, null as no field.
import type { Cell } from '../session-row.ts';
import type { Reply } from './connection.ts';

const NUMBERS = new Set([
  'created_at',
  'last_active_at',
  'grant_version',
  'obtained_at',
  'access_expires_at',
  'intent_started_at',
  'lease_until',
  'intent_probe',
]);

/** The columns that name the keys of a session. */
export const KEY_FIELDS = 'access_key, refresh_key';

export function namesOf(columns: string): readonly string[] {
  return columns.split(', ');
}

/** Names and values of the cells that are not null. */
export function fieldsOf(columns: string, cells: readonly (string | number | null)[]): readonly string[] {
  return namesOf(columns).flatMap((name, n) => {
    const cell = cells[n];
    return cell === null || cell === undefined ? [] : [name, String(cell)];
  });
}

/** The texts of a reply as cells; a number that is none stays a text, and whoever reads the row refuses it. */
export function cellsOf(columns: string, reply: Reply): readonly Cell[] {
  const texts = reply as readonly (string | null)[];
  return namesOf(columns).map((name, n) => {
    const text = texts[n] ?? null;
    return text !== null && NUMBERS.has(name) && /^-?\d{1,16}$/.test(text) ? Number(text) : text;
  });
}
