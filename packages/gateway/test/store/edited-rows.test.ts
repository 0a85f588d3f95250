// Somebody edits the database file at random: one session may end, the process and the others do not notice.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import fc from 'fast-check';
import { openSqlite } from '../../src/store/sqlite.ts';
import { startGateways } from '../support/gateways.ts';

/** An edit may name a key that the ring lacks, or what a newer version writes: that session waits (503), as in the midst of a deployment. */
const waits = (text: string): boolean => /key_unknown|session_newer/.test(text);

it('three hundred random edits of a session row: never a fault of the server, never another person, neighbours unharmed [ST-08]', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-edits-'));
  const file = join(folder, 'sessions.db');
  {
    await using world = await startGateways({ open: (clock) => openSqlite(file, { clock, keyChecks: [] }) });
    const neighbour = await world.signIn('neighbour');
    const db = new DatabaseSync(file);
    const columns = (db.prepare('PRAGMA table_info(sessions)').all() as { name: string }[]).map(({ name }) => name);
    const value = fc.oneof(
      fc.constantFrom(null, 0, -1, 2 ** 31, Number.MAX_SAFE_INTEGER, '', 'x', '[]', '{', '[[1,2]]', '1.k.aaaa', '9.k.'),
      fc.string({ maxLength: 30 }),
      fc.integer(),
      fc.double({ noNaN: true }),
      fc.uint8Array({ maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...columns), value, async (column, cell) => {
        const cookie = await world.signIn('edited');
        try {
          db.prepare(`UPDATE sessions SET ${column} = ? WHERE rowid = (SELECT max(rowid) FROM sessions)`).run(cell);
        } catch {
          return;
        }
        for (const answer of [await world.get('/api/session', cookie), await world.get('/dashboard', cookie)]) {
          const text = await answer.text();
          assert.ok([200, 303, 401, 403].includes(answer.status) || waits(text), `${column}: ${answer.status}`);
        }
        const minted = await world.mint(cookie);
        const isExpected = [200, 401, 403, 502].includes(minted.status) || waits(minted.code ?? '');
        assert.ok(isExpected, `${column}: ${minted.status} ${minted.code}`);
        if (minted.status === 200) assert.match(minted.token ?? '', /^at\.edited\./);
        assert.equal((await world.signOut(cookie)).status, 303);
      }),
      { numRuns: 300 },
    );
    db.close();
    assert.equal((await world.mint(neighbour)).status, 200);
  }
  rmSync(folder, { recursive: true, force: true });
});
