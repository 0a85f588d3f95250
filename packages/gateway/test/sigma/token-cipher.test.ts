// The token cipher speaks Sigma's format: values of Sigma's own code open here, and ours have the same shape.
import assert from 'node:assert/strict';
import { pbkdf2Sync, createDecipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import fc from 'fast-check';
import { GatewayError } from '../../src/base/errors.ts';
import { systemRandom } from '../../src/base/random.ts';
import { secret } from '../../src/base/secret.ts';
import { createDerivedKeys } from '../../src/sigma/derived-keys.ts';
import { decryptToken, encryptToken } from '../../src/sigma/token-cipher.ts';
import { movableClock } from '../../src/testing/index.ts';

interface Vectors {
  readonly valid: readonly { name: string; embedSecret: string; plaintext: string; encrypted: string }[];
  readonly invalid: readonly { name: string; embedSecret: string; encrypted: string }[];
}
const path = new URL('../../../../test/vectors/token-encryption.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vectors;

/** Written again from the format's description, so that a shared slip cannot hide. */
function openPlainly(value: string, embedSecret: string): string {
  const [salt, iv, tag, ciphertext] = value.split('.').map((part) => Buffer.from(part, 'base64'));
  assert.ok(salt && iv && tag && ciphertext);
  const decipher = createDecipheriv('aes-256-gcm', pbkdf2Sync(embedSecret, salt, 600_000, 32, 'sha256'), iv);
  decipher.setAuthTag(tag);
  return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
}

it("every value made by Sigma's encryption opens to its plaintext [EM-05]", async () => {
  assert.equal(vectors.valid.length, 25);
  for (const { embedSecret, encrypted, name, plaintext } of vectors.valid) {
    assert.equal(await decryptToken(encrypted, secret(embedSecret)), plaintext, name);
  }
});

it('every broken value is refused with one code [EM-05]', async () => {
  assert.equal(vectors.invalid.length, 13);
  for (const { embedSecret, encrypted, name } of vectors.invalid) {
    const refused = (error: unknown): boolean => error instanceof GatewayError && error.code === 'token_undecipherable';
    await assert.rejects(decryptToken(encrypted, secret(embedSecret)), refused, name);
  }
});

it('every plaintext of the vectors, encrypted here, opens with a plain reading of the format [EM-05]', async () => {
  const secrets = [...new Set(vectors.valid.map(({ embedSecret }) => embedSecret))];
  for (const embedSecret of secrets) {
    const keys = createDerivedKeys({ secret: secret(embedSecret), clock: movableClock(), random: systemRandom });
    const key = await keys.take();
    for (const { plaintext } of vectors.valid.filter((vector) => vector.embedSecret === embedSecret)) {
      assert.equal(openPlainly(encryptToken(key, secret(plaintext), systemRandom), embedSecret), plaintext);
    }
  }
});

it('a value has four strict base64 parts of 16, 12, 16 and n bytes, for any text up to 16 KB [EM-05]', async () => {
  const keys = createDerivedKeys({ secret: secret('s'.repeat(64)), clock: movableClock(), random: systemRandom });
  const key = await keys.take();
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 4096 }), (text) => {
      const value = encryptToken(key, secret(text), systemRandom);
      const parts = value.split('.');
      assert.deepEqual(
        parts.slice(0, 3).map((part) => Buffer.from(part, 'base64').length),
        [16, 12, 16],
      );
      assert.equal(Buffer.from(parts[3] ?? '', 'base64').length, Buffer.byteLength(text));
      for (const part of parts) assert.equal(Buffer.from(part, 'base64').toString('base64'), part);
    }),
    { numRuns: 300 },
  );
});

it('an encrypted token holds nothing that JSON escapes, whatever the token', async () => {
  const keys = createDerivedKeys({ secret: secret('s'), clock: movableClock(), random: systemRandom });
  const key = await keys.take();
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (token) => {
      assert.match(encryptToken(key, secret(token), systemRandom), /^[A-Za-z0-9+/=.]+$/);
    }),
  );
});
