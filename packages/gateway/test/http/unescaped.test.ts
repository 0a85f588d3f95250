// A URL in an answer is the URL that was made.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { unescaped } from '../../src/http/unescaped.ts';
import { embedAddress, embedUrl } from '../../src/sigma/embed-address.ts';

const ADDRESS = 'https://app.sigmacomputing.com/acme/workbook/Taxi-3xYz';

it('every embed URL goes into JSON as it is, whatever the address and the controls', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((value) => value.isWellFormed());
  fc.assert(
    fc.property(text, text, (name, value) => {
      const address = embedAddress(`https://app.sigmacomputing.com/acme/workbook/${encodeURIComponent(name)}-3xYz`);
      const url = embedUrl(address, 'a.b.c', { Region: value });
      assert.equal(JSON.stringify({ url: unescaped(url) }), JSON.stringify({ url }));
    }),
  );
  for (const odd of ['"', '\u0007', "'", '|', '<', '\u00fc', '{}', '^`']) {
    const address = embedAddress(`https://app.sigmacomputing.com/acme/workbook/${odd}Taxi-3xYz`);
    const url = embedUrl(address, 'a.b.c');
    assert.equal(JSON.stringify({ url: unescaped(url) }), JSON.stringify({ url }), odd);
  }
});

it('a text that would end its own quotes is refused, not sent', () => {
  for (const text of ['"', `${ADDRESS}","isAdmin":"`, 'a\nb']) assert.throws(() => unescaped(text), SyntaxError);
});
