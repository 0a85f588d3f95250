// What may be left undone while the store does not answer: its failure passes, any other does not.
import { GatewayError } from '../base/errors.ts';

/** For `catch`: answers `undefined` for `store_unavailable`. @throws everything else. */
export function unlessStoreIsAway(error: unknown): undefined {
  if (!(error instanceof GatewayError) || error.code !== 'store_unavailable') throw error;
}
