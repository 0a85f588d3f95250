// One rule for the addresses of Sigma's content: what the configuration takes can be minted, and nothing else.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { GatewayError } from '../../src/base/errors.ts';
import { readEmbedUrl } from '../../src/config/addresses.ts';
import { embedAddress } from '../../src/sigma/embed-address.ts';

const ORIGIN = 'https://app.sigmacomputing.com';

function canBeMinted(url: string): boolean {
  try {
    embedAddress(url);
    return true;
  } catch (error) {
    if (error instanceof GatewayError) return false;
    throw error;
  }
}

const TAKEN = [
  '/acme/workbook/Taxi-1a2B3c',
  '/acme/workbook/Sales%20by%2Farea-1',
  '/acme/workbook/Taxi-1/tag/released',
  '/acme/workbook/Taxi-1/page/p1',
  '/acme/workbook/Taxi-1/tag/released/element/e1',
  '/acme/workbook/Taxi-1/edit',
  '/acme/ask',
];
const REFUSED = [
  '/',
  '/acme',
  '/acme/workbook',
  '/acme/workbook/',
  '/acme/workbooks/Taxi-1',
  '/acme/dashboard/Taxi-1',
  '/acme/workbook/Taxi-1/explore',
  '/acme.inc/workbook/Taxi-1',
  '/acme/workbook/100%-Sales-1a2b3c',
  '/acme/embed/1-x',
  '/acme/workbook/Taxi-1/page/p1/element/e1',
];

for (const path of TAKEN) {
  it(`${path} is taken`, () => {
    assert.deepEqual(readEmbedUrl(`${ORIGIN}${path}`), { ok: `${ORIGIN}${path}` });
    assert.ok(canBeMinted(`${ORIGIN}${path}`));
  });
}

for (const path of REFUSED) {
  it(`${path} is refused before anybody waits for it`, () => {
    assert.ok('problem' in readEmbedUrl(`${ORIGIN}${path}`));
    assert.ok(!canBeMinted(`${ORIGIN}${path}`));
  });
}

it('whatever the configuration takes can be minted [EM-02]', () => {
  const part = fc.oneof(
    fc.constantFrom('acme', 'workbook', 'tag', 'page', 'element', 'edit', 'ask', 'Taxi-1', '%', '%41', '..', ''),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
      const read = readEmbedUrl(`${ORIGIN}/${parts.join('/')}`);
      if ('ok' in read) assert.ok(canBeMinted(read.ok), read.ok);
    }),
    { numRuns: 5000 },
  );
});
