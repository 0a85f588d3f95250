// The door to Databricks: pauses, one trial at a time, and what an operator's answer looks like meanwhile.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createGate, type Gate } from '../../src/flows/refresh/gate.ts';
import { movableClock, repeatableRandom, type MovableClock } from '../../src/testing/index.ts';

function gate(): { readonly gate: Gate; readonly clock: MovableClock } {
  const clock = movableClock();
  return { clock, gate: createGate({ clock, random: repeatableRandom() }) };
}

const DOWN = { code: 'databricks_unavailable' } as const;

it('pauses longer after each failure in a row, up to a minute, and not at all after a success', () => {
  const { clock, gate: door } = gate();
  const pauses: number[] = [];
  for (let n = 0; n < 9; n += 1) {
    pauses.push(door.failed(DOWN));
    clock.advance(door.pausedMs());
    assert.equal(door.pausedMs(), 0);
  }
  for (const [n, pause] of pauses.entries()) {
    const about = Math.min(60_000, 1000 * 2 ** n);
    assert.ok(pause >= about * 0.8 && pause <= about * 1.2, `${pause} after ${n + 1} failures`);
  }
  door.succeeded();
  assert.equal(door.failed(DOWN) <= 1200, true, 'it starts anew');
});

it("waits as long as it was asked to, and never five minutes on somebody's word", () => {
  const { gate: door } = gate();
  assert.equal(door.failed({ ...DOWN, waitMs: 20_000 }), 20_000);
  assert.equal(door.error().retryAfterSeconds, 20);
  const { gate: other } = gate();
  other.hear(86_400_000);
  assert.equal(other.pausedMs(), 300_000);
});

it('calls that fail together are one failure', () => {
  const { gate: door } = gate();
  for (let n = 0; n < 30; n += 1) door.failed(DOWN);
  assert.ok(door.pausedMs() <= 1200);
});

it('a failure of long ago does not make the next pause longer', () => {
  const { clock, gate: door } = gate();
  for (let n = 0; n < 8; n += 1) {
    door.failed(DOWN);
    clock.advance(door.pausedMs());
  }
  clock.advance(10 * 60_000);
  assert.ok(door.failed(DOWN) <= 1200);
});

it('lets a few in at a time, and one alone while Databricks is doubted; the others follow when it has answered', async () => {
  const { clock, gate: door } = gate();
  door.failed(DOWN);
  clock.advance(2000);
  const leave = await door.enter();
  assert.equal(door.isFull(), true);
  let inside = 0;
  const others = Array.from({ length: 50 }, async () => {
    const done = await door.enter();
    inside += 1;
    return done;
  });
  await new Promise((done) => setImmediate(done));
  assert.equal(inside, 0, 'one trial for all');
  door.succeeded();
  leave();
  leave();
  await new Promise((done) => setImmediate(done));
  assert.equal(inside, 32);
  for (const done of await Promise.all(others.slice(0, 32))) done();
  assert.equal((await Promise.all(others)).length, 50);
});
