// What every store is opened with.
import type { Clock } from '../base/clock.ts';
import type { KeyCheck } from '../vault/keyring.ts';

export interface StoreOptions {
  readonly clock: Clock;
  /** The keys in use; a database written under none of them is refused. */
  readonly keyChecks: readonly KeyCheck[];
  /**
   * Clock of leases, pauses and spent attempts. Default: the one of the database server, which every replica shares; of a
   * store without a server, `clock`. Whoever moves time hands in the clock that is moved.
   */
  readonly leaseClock?: Clock | undefined;
  /** Called with one sentence for each setting of the database that puts sessions at risk. */
  readonly warn?: ((sentence: string) => void) | undefined;
}
