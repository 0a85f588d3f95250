// The long campaign on one store: every fault in every rotation mode, kill -9 many times at each moment. Writes what it measured.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALL_ROWS, faultsOf, runCampaign, type RowResult } from './campaign.ts';
import { ROTATIONS } from './modes.ts';
import { record } from './record.ts';
import { SHARED_STORES, type SharedStoreKind } from './stores.ts';

const KILLS = 10;
const RUNS = 3;

/** Declares the tests of a store. Each store is a file of its own, so that two run at a time. */
export function breaksOn(store: SharedStoreKind['name']): void {
  const kind = SHARED_STORES.find(({ name }) => name === store);
  if (kind === undefined) throw new RangeError(`there is no store ${store}`);
  const { skip, start } = kind;
  for (const rotation of ROTATIONS) {
    describe(`on ${store}, ${rotation.about}`, { skip }, () => {
      it('a session is lost only where answer and pair are, every loss is told, and no token is sent twice [RF-09] [RF-10] [RF-14]', async () => {
        await using place = await start();
        const results: RowResult[] = [];
        const runs = ({ row }: { readonly row: string }): number => (row === 'F19' ? KILLS : RUNS);
        await runCampaign({ store, storeUrl: place.url(), rotation, runs, rows: ALL_ROWS }, (result) => {
          results.push(result);
          record(`faults-${store}-${rotation.name}`, results);
        });
        assert.deepEqual(
          results.map((result) => [result.about, faultsOf(result)]).filter(([, wrong]) => wrong?.length !== 0),
          [],
        );
      });
    });
  }
}
