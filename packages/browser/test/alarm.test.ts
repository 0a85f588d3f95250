// What the time alone brings about.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { alarm, type AlarmFacts } from '../src/alarm.ts';
import { startClock } from '../src/elapsed.ts';

const MINUTE = 60_000;
const facts = (over: Partial<AlarmFacts>): AlarmFacts => ({
  state: 'ready',
  expiresMs: 59 * MINUTE,
  renewMs: 54 * MINUTE,
  renewal: 'swap',
  isSeen: true,
  isActive: true,
  pauseMs: 0,
  ...over,
});
const happening = (over: Partial<AlarmFacts>) => {
  const found = alarm(facts(over));
  return typeof found === 'string' ? found : undefined;
};
const nothing = { expiresMs: Infinity, renewMs: Infinity };

it('a workbook is renewed when it is due, by the mode that was chosen', () => {
  assert.equal(happening({}), undefined);
  assert.equal(happening({ renewMs: 0 }), 'due');
  for (const renewal of ['reload-in-place', 'manual'] as const)
    assert.equal(happening({ renewal, renewMs: 0 }), undefined);
  assert.equal(happening({ renewal: 'reload-in-place', expiresMs: 0 }), 'expired');
  assert.equal(happening({ renewal: 'manual', expiresMs: 0 }), 'refused');
});

it('a renewal that the page asked for in time outlives the end of the URL; nothing else does with manual', () => {
  const atTheEnd = (state: AlarmFacts['state']) => happening({ state, renewal: 'manual', expiresMs: 0 });
  for (const state of ['renewing', 'swapping'] as const) assert.equal(atTheEnd(state), 'expired', state);
  for (const state of ['ready', 'due', 'holding', 'loading'] as const) assert.equal(atTheEnd(state), 'refused', state);
});

it('nobody asks for what nobody sees; the end of a URL comes all the same', () => {
  assert.equal(happening({ state: 'waiting', ...nothing, isSeen: false }), undefined);
  assert.equal(happening({ state: 'waiting', ...nothing, isActive: false }), 'viewer');
  assert.equal(happening({ state: 'due', renewMs: -1, isSeen: false }), undefined);
  assert.equal(happening({ state: 'due', renewMs: -1, expiresMs: -1, isSeen: false }), 'expired');
});

it('an embed that is seen but not used is renewed late, in the last third', () => {
  const idle = { state: 'due', isActive: false } as const;
  assert.equal(happening({ ...idle, renewMs: 0, expiresMs: 6 * MINUTE }), undefined);
  assert.equal(happening({ ...idle, renewMs: -3.9 * MINUTE, expiresMs: 2.1 * MINUTE }), undefined);
  assert.equal(happening({ ...idle, renewMs: -4 * MINUTE, expiresMs: 2 * MINUTE }), 'viewer');
  assert.equal(happening({ ...idle, isActive: true, renewMs: 0, expiresMs: 6 * MINUTE }), 'viewer');
});

it('pauses are kept, and the clock is looked at in time but never all the time', () => {
  const state = fc.constantFrom('waiting', 'pausing', 'ready', 'due', 'holding', 'loading', 'failed' as const);
  const ms = fc.oneof(fc.integer({ min: -MINUTE, max: 120 * MINUTE }), fc.constant(Infinity));
  fc.assert(
    fc.property(
      state,
      ms,
      ms,
      fc.integer({ min: -MINUTE, max: MINUTE }),
      fc.boolean(),
      (name, expiresMs, renewMs, pauseMs, isActive) => {
        const found = alarm(facts({ state: name, expiresMs, renewMs, pauseMs, isActive }));
        if (found === 'again' || found === 'viewer') assert.ok(pauseMs <= 0);
        if (expiresMs <= 0) assert.equal(found, 'expired');
        else if (typeof found === 'number')
          assert.ok(found > 0 && found <= 30_000 && found <= expiresMs, String(found));
      },
    ),
  );
});

it('time passes by the faster of two clocks, whatever they show', () => {
  const local = { steady: 500, wall: 1_000_000 };
  const elapsed = startClock(() => ({ ...local }));
  local.steady += 20;
  local.wall += 15;
  assert.equal(elapsed(), 20);
  local.wall += 3_600_000;
  assert.equal(elapsed(), 3_600_020, 'the steady clock slept');
  local.wall -= 7_200_000;
  local.steady += 5;
  assert.equal(elapsed(), 3_600_025, 'somebody set the wall clock back');
});
