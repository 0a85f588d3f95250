// Which texts are one plain e-mail address.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { isStrictAddress } from '../../src/base/address.ts';

it('only one plain address may become a subject [OA-16]', () => {
  const good = ['ana@example.com', 'ana.lima+x@sub.example.co', "o'neil@example.com", 'sales_person@example.com'];
  const bad = [
    '',
    'ana',
    'ana@',
    '@example.com',
    'a@b@c.com',
    'ana@example',
    'ana@exa_mple.com',
    'ana @example.com',
    'ana@example.com\n',
    'ana@example.com,eve@evil.test',
    '"a b"@example.com',
    'ana＠example.com',
    'аna@example.com',
    'ana@exämple.com',
    '.ana@example.com',
    'a..b@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(250)}.com`,
    'ana@-example.com',
    'ana@example.com>',
    'ana@[127.0.0.1]',
  ];
  for (const address of good) assert.equal(isStrictAddress(address), true, address);
  for (const address of bad) assert.equal(isStrictAddress(address), false, address);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      if (isStrictAddress(text)) assert.match(text, /^[!-~]+$/);
      assert.equal(isStrictAddress(`${text}@@example.com`), false);
    }),
  );
});
