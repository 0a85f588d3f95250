// The world's clock, and the event log that reads it.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createWorldClock } from '../../src/clock.ts';
import { createEventLog } from '../../src/event-log.ts';

it('the clock begins at the present, runs by itself and jumps when told', () => {
  const clock = createWorldClock();
  assert.ok(Math.abs(clock.now() - Date.now()) < 1000);
  const before = clock.now();
  clock.advance(3_600_000);
  assert.ok(clock.now() - before >= 3_600_000);
  clock.advance(-3_600_000);
  assert.ok(clock.now() - before < 1000);
});

it('monotonic time moves with jumps ahead and never back', () => {
  const clock = createWorldClock();
  const before = clock.monotonic();
  clock.advance(5000);
  const ahead = clock.monotonic();
  assert.ok(ahead - before >= 5000);
  clock.advance(-60_000);
  assert.ok(clock.monotonic() >= ahead);
});

it('a jump that is no number is refused', () => {
  assert.throws(() => createWorldClock().advance(Number.NaN), TypeError);
});

it('two clocks do not move each other', () => {
  const [one, other] = [createWorldClock(), createWorldClock()];
  one.advance(86_400_000);
  assert.ok(one.now() - other.now() > 86_000_000);
});

it("events carry the world's time, are found by kind, and the oldest make room", () => {
  const clock = createWorldClock();
  clock.advance(86_400_000);
  const events = createEventLog(clock);
  events.add({ vendor: 'databricks', kind: 'scim.me', person: 'ana@example.com' });
  events.add({ vendor: 'sigma', kind: 'embed.opened' });
  assert.equal(events.count('scim.me'), 1);
  assert.deepEqual(
    events.list('scim.me').map(({ person }) => person),
    ['ana@example.com'],
  );
  assert.ok((events.list()[0]?.at ?? 0) - Date.now() > 86_000_000);
  for (let index = 0; index < 10_000; index += 1) events.add({ vendor: 'sigma', kind: 'embed.opened' });
  assert.equal(events.list().length, 10_000);
  assert.equal(events.count('scim.me'), 0);
  events.clear();
  assert.deepEqual(events.list(), []);
});

it('an event is waited for: it may have been, it may come, and what did happen is told when it does not', async () => {
  const events = createEventLog(createWorldClock());
  events.add({ vendor: 'sigma', kind: 'embed.opened', person: 'ana@example.com' });
  assert.equal((await events.waitFor('embed.opened')).id, 1);
  const coming = events.waitFor('embed.opened', { person: 'ben@example.com', after: 1, timeoutMs: 30_000 });
  events.add({ vendor: 'sigma', kind: 'embed.refused', person: 'ben@example.com' });
  events.add({ vendor: 'sigma', kind: 'embed.opened', person: 'ben@example.com' });
  assert.equal((await coming).id, 3);
  // A sandbox's servers keep a process alive while it waits; here there are none.
  const alive = setInterval(() => undefined, 1000);
  await assert.rejects(
    events.waitFor('token.issued', { timeoutMs: 10 }),
    /No token\.issued within 10 ms.*embed\.opened/,
  );
  clearInterval(alive);
});
