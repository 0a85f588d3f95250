// The stores that come with the gateway pass the suite that any store must pass.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { openMemory } from '../../src/store/memory.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { storeSuite } from '../../src/testing/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-store-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

storeSuite({ name: 'memory', open: (clock) => openMemory({ clock }) });
storeSuite({
  name: 'sqlite',
  open: (clock) => openSqlite(join(folder, `${++files}.db`), { clock, keyChecks: [{ id: 'k', check: 'c' }] }),
});
