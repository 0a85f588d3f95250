// A key that was made twice under one id, once on each machine, instead of copied: no session pays for it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, it } from 'node:test';
import { createGateway, createLog, loadConfig, type Config } from '@sigma-embed/gateway';
import { startDemo, type Demo } from '../support/demo.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

const PEOPLE = ['ana@example.com', 'ben@example.com', 'mia@example.com'];

let demo: Demo;
let viewers: readonly Visitor[];

before(async () => {
  demo = await startDemo();
  await demo.restart(machine('here', 1));
  viewers = await Promise.all(
    PEOPLE.map(async (email) => {
      const visitor = createVisitor(demo.origin);
      await visitor.signIn(email);
      return visitor;
    }),
  );
});
after(async () => {
  await demo[Symbol.asyncDispose]();
});

/** A machine with a key file of its own, in which the key k2026 has these bytes. */
function machine(name: string, fill: number): { readonly SIGMA_EMBED_KEY_FILE: string } {
  const file = join(demo.folder, `${name}.json`);
  const key = Buffer.alloc(32, fill).toString('base64url');
  writeFileSync(file, JSON.stringify({ keys: [{ id: 'k2026', key }] }), { mode: 0o600 });
  return { SIGMA_EMBED_KEY_FILE: file };
}

function configOf(keyFile: { readonly SIGMA_EMBED_KEY_FILE: string }): Config {
  const env = { ...demo.sandbox.env(demo.origin), SIGMA_EMBED_STORE: demo.config.storeUrl, ...keyFile };
  return loadConfig({ env });
}

async function everybodyGoesOn(): Promise<void> {
  for (const viewer of viewers) assert.equal((await viewer.mint()).status, 200);
}

it('a gateway with other bytes under a known id does not start, and says what to copy [ST-03] [F31]', async () => {
  const log = createLog({ level: 'silent', format: 'json' });
  const starting = createGateway({ config: configOf(machine('there', 2)), log });
  await assert.rejects(starting, {
    code: 'store_unusable',
    message: /knows another key under the id k2026\. Copy the key file/,
  });
  await everybodyGoesOn();
});

it('a running gateway does not take such a ring: the one before it goes on [ST-03] [F31]', async () => {
  const { keyRing } = configOf(machine('edited', 3));
  await assert.rejects(demo.gateway.useKeys(keyRing), { code: 'store_unusable' });
  await everybodyGoesOn();
});

it('a database of other bytes comes in place of the own one: 503 until it is back, and no row of it goes [F31]', async () => {
  await demo.restart(machine('here', 1));
  using db = new DatabaseSync(demo.config.storeUrl.slice('sqlite:'.length));
  const check = String(db.prepare("SELECT key_check FROM key_checks WHERE id = 'k2026'").get()?.['key_check']);
  const remember = db.prepare("UPDATE key_checks SET key_check = ? WHERE id = 'k2026'");
  const turnTokens = (): void =>
    db.exec('UPDATE sessions SET (sealed_access, sealed_refresh) = (sealed_refresh, sealed_access)');
  remember.run('of other bytes');
  turnTokens();
  for (const viewer of viewers) {
    const answer = await viewer.mint();
    assert.equal(answer.status, 503);
    assert.equal(answer.json()['code'], 'key_unknown');
    assert.ok(!answer.text.includes(demo.folder));
  }
  assert.equal(db.prepare('SELECT count(*) AS n FROM sessions').get()?.['n'], PEOPLE.length);
  remember.run(check);
  turnTokens();
  await everybodyGoesOn();
});
