// Decides whether a database was sealed under keys that we hold: starting on another one would sign everybody out.
import { GatewayError } from '../base/errors.ts';
import type { KeyCheck } from '../vault/keyring.ts';

/**
 * Compares what the database remembers of its keys with those in use. A new database fits.
 * @throws GatewayError `store_unusable` when it was written under none of them.
 */
export function compareKeys(place: string, known: readonly KeyCheck[], given: readonly KeyCheck[]): void {
  const fits = known.some((row) => given.some(({ check, id }) => row.id === id && row.check === check));
  if (known.length === 0 || fits) return;
  throw new GatewayError('store_unusable', {
    message:
      `The session database ${place} was written with another session secret or key file. ` +
      'Bring that secret back, or move the database aside and let everybody sign in again.',
  });
}
