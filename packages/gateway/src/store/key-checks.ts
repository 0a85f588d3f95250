// Decides whether a database was sealed under keys that we hold: starting on another one would sign everybody out.
import { GatewayError } from '../base/errors.ts';
import type { KeyCheck } from '../vault/keyring.ts';

export interface KeyChecks {
  readonly read: () => Promise<readonly KeyCheck[]>;
  /** Writes one down, unless its id is known. */
  readonly add: (key: KeyCheck) => Promise<unknown>;
}

/** Compares, and writes down the new ones. @throws as `compareKeys`; the new ones may be written down by then. */
export async function admitTo(place: string, { add, read }: KeyChecks, given: readonly KeyCheck[]): Promise<void> {
  const fresh = compareKeys(place, await read(), given);
  if (fresh.length === 0) return;
  for (const key of fresh) await add(key);
  // Another gateway may have come first.
  compareKeys(place, await read(), given);
}

/**
 * Compares what the database remembers of its keys with those in use. A new database fits. The answers are the keys that it does
 * not know yet; those it knows stay as they are.
 * @throws GatewayError `store_unusable` when it was written under none of them, or knows other bytes under the id of one of them.
 */
export function compareKeys(
  place: string,
  known: readonly KeyCheck[],
  given: readonly KeyCheck[],
): readonly KeyCheck[] {
  const checks = new Map(known.map(({ check, id }) => [id, check]));
  const fresh = given.filter(({ id }) => !checks.has(id));
  const other = given.find(({ check, id }) => checks.has(id) && checks.get(id) !== check);
  if (other !== undefined) {
    throw new GatewayError('store_unusable', {
      message:
        `The session database ${place} knows another key under the id ${other.id}. ` +
        'Copy the key file of the gateway that made that key, or give the one here an id of its own.',
    });
  }
  if (known.length === 0 || fresh.length < given.length) return fresh;
  throw new GatewayError('store_unusable', {
    message:
      `The session database ${place} was written with another session secret or key file. ` +
      'Bring that secret back, or move the database aside and let everybody sign in again.',
  });
}
