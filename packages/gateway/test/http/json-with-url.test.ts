// A URL in an answer is the URL that was made.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { GatewayError } from '../../src/base/errors.ts';
import { jsonWithUrl } from '../../src/http/json-with-url.ts';
import { embedAddress, embedUrl } from '../../src/sigma/embed-address.ts';

/** The URL of an address with one control; `undefined` when the address is not one. */
function urlOf(address: string, value = ''): string | undefined {
  try {
    return embedUrl(embedAddress(address), 'a.b.c', { Region: value });
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}

it('every embed URL goes into JSON as it is, whatever host, path and controls', () => {
  const odd = fc.string({
    unit: fc.constantFrom('a', '1', '.', '-', '"', '\\', "'", '<', '{', '|', ';', ',', '%22', '\u0007', '\u00fc'),
  });
  const text = fc.oneof(odd, fc.string({ unit: 'grapheme' })).filter((value) => value.isWellFormed());
  let made = 0;
  fc.assert(
    fc.property(text, text, text, (host, name, value) => {
      const url = urlOf(`https://a${host}.example.com/acme/workbook/${name}-3xYz`, value);
      if (url === undefined) return;
      made += 1;
      assert.equal(jsonWithUrl(url, { title: 'a' }), JSON.stringify({ embedUrl: url, title: 'a' }));
    }),
    { numRuns: 3000 },
  );
  assert.ok(made > 100, `${made} of them are addresses`);
});

it('a text that would end its own quotes is refused, not sent', () => {
  for (const text of ['"', 'https://x/","isAdmin":"', 'a\\', '\\x'])
    assert.throws(() => jsonWithUrl(text, { title: 'a' }), TypeError);
});
