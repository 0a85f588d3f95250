// The sandbox's own cipher against values that Sigma's official encryption made.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { createTokenCipher } from '../../src/sigma/token-cipher.ts';

interface Vector {
  readonly name: string;
  readonly embedSecret: string;
  readonly plaintext: string;
  readonly encrypted: string;
}
const file = new URL('../../../../test/vectors/token-encryption.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as { valid: Vector[]; invalid: Vector[] };
const cipher = createTokenCipher();

for (const { embedSecret, encrypted, name, plaintext } of vectors.valid.filter((_, at) => at % 3 === 0)) {
  it(`opens what Sigma's encryption made: ${name} [EM-05]`, async () => {
    assert.equal(await cipher.decrypt(embedSecret, encrypted), plaintext);
  });
}

for (const { embedSecret, encrypted, name } of vectors.invalid) {
  it(`refuses ${name}`, async () => {
    await assert.rejects(cipher.decrypt(embedSecret, encrypted));
  });
}

it('opens what it sealed, in the lengths of the format', async () => {
  for (const token of ['', 'tökén-🎟']) {
    const text = await cipher.encrypt('secret', token);
    const lengths = text.split('.').map((part) => Buffer.from(part, 'base64').length);
    assert.deepEqual(lengths, [16, 12, 16, Buffer.byteLength(token)]);
    assert.equal(await cipher.decrypt('secret', text), token);
  }
});

it('refuses base64url and missing padding', async () => {
  const text = await cipher.encrypt('secret', 'abcd');
  await assert.rejects(cipher.decrypt('secret', text.replaceAll('=', '')));
  const [salt = '', iv, tag, ciphertext] = text.split('.');
  const url = Buffer.from(salt, 'base64').toString('base64url');
  await assert.rejects(cipher.decrypt('secret', [url, iv, tag, ciphertext].join('.')));
});
