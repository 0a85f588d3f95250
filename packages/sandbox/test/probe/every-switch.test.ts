// The probes and the switches belong together: what one table has, the other names.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DATABRICKS_SWITCHES } from '../../src/databricks/switches.ts';
import { PROBES } from '../../src/probe/table.ts';
import { SIGMA_SWITCHES } from '../../src/sigma/switches.ts';

it('every switch has a probe, or a reason why it has none; and no probe names a switch that is not there', () => {
  const names = PROBES.flatMap(({ settles }) => settles).filter((name) => !name.startsWith('app.'));
  const switches = [
    ...Object.keys(DATABRICKS_SWITCHES).map((name) => `databricks.${name}`),
    ...Object.keys(SIGMA_SWITCHES).map((name) => `sigma.${name}`),
  ];
  assert.deepEqual(names.toSorted(), switches.toSorted());
});

it('no two probes have the same name', () => {
  assert.equal(new Set(PROBES.map(({ id }) => id)).size, PROBES.length);
});
