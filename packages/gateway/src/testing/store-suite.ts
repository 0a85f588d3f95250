// What every store must do. A store of somebody else's runs it too: `storeSuite({ name, open })` inside a test file.
import { afterEach, beforeEach, describe } from 'node:test';
import type { Store } from '../store/store.ts';
import { movableClock, type MovableClock } from './fixed-world.ts';
import { auditClaims } from './suite/audit.ts';
import { copyClaims } from './suite/copy.ts';
import { keyClaims } from './suite/keys.ts';
import { leaseClaims } from './suite/leases.ts';
import { removalClaims } from './suite/removal.ts';
import { sessionClaims } from './suite/sessions.ts';
import { tokenClaims } from './suite/tokens.ts';
import { upkeepClaims } from './suite/upkeep.ts';
import type { SuiteWorld } from './suite/suite-world.ts';

export interface StoreSuiteOptions {
  readonly name: string;
  /** Opens an empty store that reads this clock and knows no keys. */
  readonly open: (clock: MovableClock) => Promise<Store> | Store;
}

const CLAIMS = [
  sessionClaims,
  removalClaims,
  leaseClaims,
  tokenClaims,
  keyClaims,
  copyClaims,
  auditClaims,
  upkeepClaims,
];

export function storeSuite({ name, open }: StoreSuiteOptions): void {
  describe(`store ${name}`, () => {
    let clock: MovableClock;
    let stores: Store[] = [];
    const openOne = async (): Promise<Store> => {
      const store = await open(clock);
      stores.push(store);
      return store;
    };
    beforeEach(async () => {
      clock = movableClock();
      await openOne();
    });
    afterEach(async () => {
      for (const store of stores) await store.close();
      stores = [];
    });
    const world: SuiteWorld = {
      get clock() {
        return clock;
      },
      get store() {
        const [first] = stores;
        if (first === undefined) throw new Error('no store is open');
        return first;
      },
      openAnother: openOne,
    };
    for (const claims of CLAIMS) claims(world);
  });
}
