// Every fault in every rotation mode on every store, kill -9 many times at each moment. Writes what it measured.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALL_ROWS, faultsOf, runCampaign, type RowResult } from '../support/cluster/campaign.ts';
import { ROTATIONS } from '../support/cluster/modes.ts';
import { record } from '../support/cluster/record.ts';
import { SHARED_STORES } from '../support/cluster/stores.ts';

const KILLS = 20;
const RUNS = 3;

for (const { name, skip, start } of SHARED_STORES) {
  for (const rotation of ROTATIONS) {
    describe(`on ${name}, ${rotation.about}`, { skip }, () => {
      it('a session is lost only where answer and pair are, every loss is told, and no token is sent twice [RF-09] [RF-10] [RF-14]', async () => {
        await using place = await start();
        const results: RowResult[] = [];
        const runs = ({ row }: { readonly row: string }): number => (row === 'F19' ? KILLS : RUNS);
        await runCampaign({ store: name, storeUrl: place.url(), rotation, runs, rows: ALL_ROWS }, (result) => {
          results.push(result);
          record(`faults-${name}-${rotation.name}`, results);
        });
        assert.deepEqual(
          results.map((result) => [result.about, faultsOf(result)]).filter(([, wrong]) => wrong?.length !== 0),
          [],
        );
      });
    });
  }
}
