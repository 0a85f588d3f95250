// What the tests of the store suite work with.
import type { Store } from '../../store/store.ts';
import type { MovableClock } from '../fixed-world.ts';

/** Made anew for each test. */
export interface SuiteWorld {
  readonly clock: MovableClock;
  readonly store: Store;
  /** Opens a second, empty store of the same kind. It is closed after the test. */
  openAnother(): Promise<Store>;
}
