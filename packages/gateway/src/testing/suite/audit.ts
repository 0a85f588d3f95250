// The audit trail: in order, read from either end, imported once.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { AuditRow, PlacedAudit } from '../../store/store.ts';
import type { SuiteWorld } from './suite-world.ts';

const event = (at: number): AuditRow => ({ at, event: `e${at}`, body: `{"n":${at},"text":"ä😀"}` });

const placed = (at: number, position: number): PlacedAudit => ({ ...event(at), position });

export function auditClaims(given: SuiteWorld): void {
  it('keeps audit events in order and gives the newest first', async () => {
    await given.store.appendAudit([1, 2, 3].map(event));
    await given.store.appendAudit([]);
    assert.deepEqual(await given.store.recentAudit(2), [event(3), event(2)]);
    assert.deepEqual(await given.store.recentAudit(0), []);
  });

  it('gives audit events from a position on, page by page', async () => {
    const { store } = given;
    assert.deepEqual(await store.readAudit({ after: 0, limit: 5 }), []);
    await store.appendAudit([3, 1, 2].map(event));
    const first = await store.readAudit({ after: 0, limit: 2 });
    assert.deepEqual(
      first.map(({ at }) => at),
      [3, 1],
      'in the order of writing, whatever their times',
    );
    const rest = await store.readAudit({ after: first[1]?.position ?? 0, limit: 5 });
    assert.deepEqual(
      rest.map(({ at, body }) => [at, body]),
      [[2, event(2).body]],
    );
  });

  it('imports the events of another store once, however often they are sent', async () => {
    const { store } = given;
    await store.appendAudit([event(9)]);
    assert.equal(await store.importedAudit('first'), 0);
    const sent = [1, 2, 3].map((at) => placed(at, 9 + at));
    await store.importAudit('first', sent.slice(0, 2));
    assert.equal(await store.importedAudit('first'), 11);
    await Promise.all([store.importAudit('first', sent), store.importAudit('first', sent)]);
    await store.importAudit('first', []);
    assert.equal(await store.importedAudit('first'), 12);
    assert.equal(await store.importedAudit('second'), 0);
    const all = await store.readAudit({ after: 0, limit: 10 });
    assert.deepEqual(
      all.map(({ at }) => at),
      [9, 1, 2, 3],
    );
  });
}
