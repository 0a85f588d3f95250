// Two versions share one database while gateways are replaced: what only the newer one can read, the older one leaves alone.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { openSqlite } from '../../src/store/sqlite.ts';
import { startGateways } from '../support/gateways.ts';

const NEWER: Readonly<Record<string, string>> = {
  'a rotation that has a new name': "rotation = 'by_schedule'",
  'an access token in a new form of seal': "sealed_access = '2' || substr(sealed_access, 2)",
  'both tokens in a new form of seal':
    "sealed_access = '12' || substr(sealed_access, 2), sealed_refresh = '12' || substr(sealed_refresh, 2)",
};

it('what a newer version wrote is answered with 503 and stays, until a version comes that knows it [AV-04] [ST-08]', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-newer-'));
  const file = join(folder, 'sessions.db');
  {
    await using world = await startGateways({ open: (clock) => openSqlite(file, { clock, keyChecks: [] }) });
    using db = new DatabaseSync(file);
    for (const [what, change] of Object.entries(NEWER)) {
      const cookie = await world.signIn('ana');
      const row = db.prepare('SELECT rotation, sealed_access, sealed_refresh FROM sessions').get() ?? {};
      db.exec(`UPDATE sessions SET ${change}`);
      const { code, setCookies, status } = await world.mint(cookie);
      assert.deepEqual([status, code, setCookies], [503, 'session_newer', []], what);
      const whole = Object.values(row).map(String);
      db.prepare('UPDATE sessions SET (rotation, sealed_access, sealed_refresh) = (?, ?, ?)').run(...whole);
      assert.equal((await world.mint(cookie)).status, 200, what);
      assert.equal((await world.signOut(cookie)).status, 303);
    }
    const cookie = await world.signIn('ben');
    db.exec("UPDATE sessions SET rotation = 'by_schedule'");
    assert.equal((await world.signOut(cookie)).status, 303, 'its viewer can end it');
    assert.equal(db.prepare('SELECT count(*) AS n FROM sessions').get()?.['n'], 0);
  }
  rmSync(folder, { recursive: true, force: true });
});
