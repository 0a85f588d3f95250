// The stores that come with the gateway pass the suite that any store must pass [ST-12].
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { openStore } from '../../src/store/open.ts';
import { storeSuite } from '../../src/testing/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-store-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const keyChecks: [] = [];

storeSuite({ name: 'memory', open: (clock) => openStore('memory:', { clock, keyChecks }) });
storeSuite({
  name: 'sqlite',
  open: (clock) => openStore(`sqlite:${join(folder, `${++files}.db`)}`, { clock, keyChecks }),
});
