// A refresh is broken at each of its steps, and a replica dies at each of its moments. What may be lost, and that it is told.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALL_ROWS, faultsOf, runCampaign } from '../support/cluster/campaign.ts';
import { ROTATIONS, type RotationCase } from '../support/cluster/modes.ts';
import { SHARED_STORES } from '../support/cluster/stores.ts';

/** The long tests run every row in every mode on every store, many times. */
const HERE: readonly (readonly [store: string, rotation: RotationCase['name'], rows: RegExp])[] = [
  ['SQLite', 'strict', /F(02|03|05|07|08|12|17|19|20|24)|F21.*answer/],
  ['SQLite', 'grace', /F12|F19/],
  ['SQLite', 'multi-use', /F12|F21.*Databricks/],
  ['Postgres', 'strict', /F12|F19|F24/],
  ['Redis', 'strict', /F12|F19|F24/],
];

for (const [name, mode, pattern] of HERE) {
  const kind = SHARED_STORES.find((store) => store.name === name);
  const rotation = ROTATIONS.find((one) => one.name === mode);
  if (kind === undefined || rotation === undefined) throw new RangeError(`no ${name} or no ${mode}`);
  describe(`on ${name}, ${rotation.about}`, { skip: kind.skip }, () => {
    it('a session is lost only where answer and pair are, every loss is told, and no token is sent twice [RF-09] [RF-10] [RF-14]', async () => {
      await using place = await kind.start();
      const rows = ALL_ROWS.filter(({ about, row }) => pattern.test(`${row} ${about}`));
      let seen = 0;
      await runCampaign({ store: name, storeUrl: place.url(), rotation, runs: () => 1, rows }, (result) => {
        seen += 1;
        assert.deepEqual(faultsOf(result), [], `${result.row} ${result.about}`);
      });
      assert.equal(seen, rows.length);
    });
  });
}
