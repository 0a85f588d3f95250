// Where a browser may be sent after a sign-in: our own origin, whatever it was asked for.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { returnPath } from '../../src/base/url.ts';

it('the place in the page comes back whole, query and fragment included', () => {
  for (const path of ['/', '/dashboard', '/app?x=1#/sales', '/app#top', '/a/b?c=%2F..%5C']) {
    assert.equal(returnPath(path), path);
  }
});

it('what could leave the origin becomes the start page [WB-08]', () => {
  const odd = ['//evil.example', '/\\evil.example', 'https://evil.example', '/\t/evil.example', '/ü', '', undefined, 1];
  for (const path of odd) assert.equal(returnPath(path), '/');
  for (const path of ['/a/..//evil.example', '/./\\evil.example', '/%2e%2e//evil.example', `/${'a'.repeat(600)}`]) {
    assert.equal(returnPath(path), '/');
  }
});

it('no text leads away, as browsers read it [WB-08]', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '//',
    '..',
    '.',
    '%2f',
    '%5c',
    '@',
    ':',
    '#',
    '?',
    'evil.example',
    '\t',
    '\n',
    ' ',
    'a',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((pieces) => `/${pieces.join('')}`),
      ),
      (text) => {
        const path = returnPath(text);
        for (const origin of ['https://gateway.example', 'http://localhost:3000']) {
          assert.equal(new URL(path, origin).origin, origin);
          assert.ok(!path.startsWith('//') && !/[\\\s]/.test(path));
        }
      },
    ),
    { numRuns: 5000 },
  );
});
