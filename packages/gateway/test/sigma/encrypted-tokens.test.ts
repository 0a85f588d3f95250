// One access token, one value for Sigma, however many URLs carry it.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { GatewayError } from '../../src/base/errors.ts';
import { systemRandom } from '../../src/base/random.ts';
import { secret } from '../../src/base/secret.ts';
import { createDerivedKeys, type DerivedKey, type DerivedKeys } from '../../src/sigma/derived-keys.ts';
import { createEncryptedTokens } from '../../src/sigma/encrypted-tokens.ts';
import { decryptToken } from '../../src/sigma/token-cipher.ts';
import { movableClock } from '../../src/testing/index.ts';

const embedSecret = secret('an embed secret that is long enough to be one');
const realKeys = (): DerivedKeys =>
  createDerivedKeys({ secret: embedSecret, clock: movableClock(), random: systemRandom });

/** Keys that are handed out as a test says. */
function keysBy(take: () => DerivedKey | Promise<DerivedKey>): DerivedKeys {
  return { take, ready: async () => undefined, close: () => undefined };
}

it('a token is encrypted once, and another of the same text anew', async () => {
  const keys = realKeys();
  await keys.ready();
  const encrypted = createEncryptedTokens(keys, systemRandom);
  const [token, twin] = [secret('eyJ.access.token'), secret('eyJ.access.token')];
  const value = await encrypted.of(token, 'ana');
  assert.equal(encrypted.of(token, 'ana'), value);
  assert.notEqual(encrypted.of(twin, 'ana'), value, 'its IV is its own [EM-07]');
  assert.equal(await decryptToken(value, embedSecret), 'eyJ.access.token');
});

it('whoever asks while the key is on its way waits for the same value', async () => {
  const keys = realKeys();
  let taken = 0;
  const encrypted = createEncryptedTokens(
    keysBy(() => {
      taken += 1;
      return keys.take();
    }),
    systemRandom,
  );
  const token = secret('eyJ.access.token');
  const values = await Promise.all([encrypted.of(token, 'ana'), encrypted.of(token, 'ana')]);
  assert.equal(new Set([...values, encrypted.of(token, 'ana')]).size, 1);
  assert.equal(taken, 1);
});

it('a token for which there was no key is encrypted when somebody asks again', async () => {
  const keys = realKeys();
  const refused = new GatewayError('too_many_requests');
  const answers = [async (): Promise<DerivedKey> => Promise.reject(refused), () => keys.take()];
  const encrypted = createEncryptedTokens(
    keysBy(() => (answers.shift() ?? assert.fail())()),
    systemRandom,
  );
  const token = secret('eyJ.access.token');
  await assert.rejects(async () => await encrypted.of(token, 'ana'), refused);
  assert.equal(await decryptToken(await encrypted.of(token, 'ana'), embedSecret), 'eyJ.access.token');
});
