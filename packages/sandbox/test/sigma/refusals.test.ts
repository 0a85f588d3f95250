// Whether the list of refusals is complete: no check of an embed URL without a sentence and a request that it refuses.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { it } from 'node:test';
import { SENTENCES } from './refusals.ts';

const sources = (pattern: string): string =>
  globSync(fileURLToPath(new URL(pattern, import.meta.url)))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');

it('every check that the sources name has a sentence, and a request that it refuses', () => {
  const checks = sources('../../src/sigma/checks/*.ts');
  const named = [...checks.matchAll(/refuse\('(\w+)'/g)].map(([, check = '']) => check);
  const claims = [...checks.matchAll(/(?:text|texts|textMap|seconds)\(payload, '(\w+)'\)|invalid\('(\w+)'\)/g)];
  const wanted = new Set([...named, ...claims.map(([, read, invalid]) => `invalid_${read ?? invalid}`)]);
  assert.deepEqual(wanted, new Set(Object.keys(SENTENCES)));
  const tried = [...sources('./refused-*.test.ts').matchAll(/^refuses\('(\w+)'/gm)].map(([, check = '']) => check);
  assert.deepEqual(new Set(tried), wanted);
});
