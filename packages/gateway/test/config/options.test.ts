import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Option } from '../../src/config/option.ts';
import { OPTIONS } from '../../src/config/options.ts';

const rows: readonly Option[] = OPTIONS;

it('no key and no environment name stands in two rows', () => {
  const names = rows.flatMap(({ env, key }) => [key, ...env]);
  assert.equal(new Set(names).size, names.length);
});

it('no name can be mistaken for the file of another', () => {
  const names = new Set(rows.flatMap(({ env }) => env));
  for (const name of names) assert.ok(!names.has(`${name}_FILE`), name);
});

it('every row says in a sentence what it does, and secrets have neither default nor example', () => {
  for (const { default: fallback, doc, example, key, type } of rows) {
    assert.match(doc, /^[A-Z].*\.$/, key);
    if (type === 'secret') assert.deepEqual([fallback, example], [undefined, undefined], key);
  }
});

it('names that are not the QuickStart’s or Databricks’ carry our prefix', () => {
  for (const name of rows.flatMap(({ env }) => env)) {
    assert.match(name, /^(SIGMA_EMBED_|DATABRICKS_|(PORT|SESSION_LENGTH|CLIENT_ID|SECRET|EMAIL|ACCOUNT_TYPE|TEAMS)$)/);
  }
});
