// Switches: a wrong name or position is refused in one sentence instead of being kept and ignored.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startSandbox } from '../../src/index.ts';
import { readSwitches, switchDefaults, type SwitchTable } from '../../src/switches.ts';

const TABLE = {
  colour: { about: 'A colour.', choices: ['red', 'blue'] },
  wait: { about: 'A wait.', unit: 'seconds', default: 60, min: 1, max: 90 },
} as const satisfies SwitchTable;

it('the first choice is the default, and an amount has one of its own', () => {
  assert.deepEqual(switchDefaults(TABLE), { colour: 'red', wait: 60 });
});

it('what is not in the table is refused by name', () => {
  assert.deepEqual(readSwitches(TABLE, { colour: 'blue', wait: 90 }), { colour: 'blue', wait: 90 });
  assert.throws(() => readSwitches(TABLE, { hue: 1 }), /There is no switch "hue"/);
  assert.throws(() => readSwitches(TABLE, { toString: 1 }), /There is no switch "toString"/);
  assert.throws(() => readSwitches(TABLE, { colour: 'green' }), /"colour" takes "red" or "blue"/);
  for (const wait of [0, 91, 1.5, '60']) {
    assert.throws(() => readSwitches(TABLE, { wait }), /"wait" takes a whole number of seconds from 1 to 90/);
  }
});

it('a sandbox that was told a position that does not exist does not start', async () => {
  const databricks = { expiredBearerStatus: 402 } as unknown as { expiredBearerStatus: 401 };
  await assert.rejects(startSandbox({ databricks }), /"expiredBearerStatus" takes 403 or 401/);
});
