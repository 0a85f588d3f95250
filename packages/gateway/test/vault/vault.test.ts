// Sealed texts open with the right key in the right place, and with one bit or one word changed they do not.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { GatewayError } from '../../src/base/errors.ts';
import { lengthPrefixed } from '../../src/base/bytes.ts';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import { secret } from '../../src/base/secret.ts';
import type { RingKey } from '../../src/config/config.ts';
import type { SealContext } from '../../src/vault/seal.ts';
import { createVault } from '../../src/vault/vault.ts';

const key = (id: string, fill: number): RingKey => ({ id, key: secret(Buffer.alloc(32, fill).toString('base64url')) });
const vault = createVault({ ring: [key('k1', 1)], random: systemRandom, clock: systemClock });
const place: SealContext = { purpose: 'access_token', parts: ['session', 'client', '1'] };
const fails = (code: string) => (error: unknown) => error instanceof GatewayError && error.code === code;

it('what is sealed opens, whatever the text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
      fc.array(fc.string({ unit: 'binary' })),
      (text, parts) => {
        const context: SealContext = { purpose: 'refresh_token', parts };
        const sealed = vault.seal(secret(text), context);
        assert.equal(vault.open(sealed, context).reveal(), text);
        assert.match(sealed, /^[\w.-]+$/);
      },
    ),
  );
});

it('a changed bit anywhere is refused [ST-01]', () => {
  const sealed = vault.seal(secret('a token'), place);
  const head = sealed.lastIndexOf('.') + 1;
  const bytes = Buffer.from(sealed.slice(head), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.throws(
      () => vault.open(sealed.slice(0, head) + changed.toString('base64url'), place),
      fails('session_unreadable'),
    );
  }
});

it('a short text, down to nothing, is refused: no tag is ever shorter than 128 bits [ST-01]', () => {
  const sealed = vault.seal(secret(''), place);
  for (let length = 0; length < sealed.length; length += 1) {
    assert.throws(() => vault.open(sealed.slice(0, length), place), GatewayError, String(length));
  }
});

it('every word of the context binds: purpose, session, client, version, order [ST-02] [SE-13]', () => {
  const sealed = vault.seal(secret('a token'), place);
  const others: readonly SealContext[] = [
    { ...place, purpose: 'refresh_token' },
    { ...place, purpose: 'login_attempt' },
    { ...place, purpose: 'form_token' },
    { ...place, parts: ['other', 'client', '1'] },
    { ...place, parts: ['session', 'other', '1'] },
    { ...place, parts: ['session', 'client', '2'] },
    { ...place, parts: ['client', 'session', '1'] },
    { ...place, parts: ['session', 'client1', ''] },
    { ...place, parts: ['session', 'client', '1', ''] },
    { ...place, parts: ['sessionclient1'] },
    { ...place, parts: [] },
  ];
  for (const other of others)
    assert.throws(() => vault.open(sealed, other), fails('session_unreadable'), JSON.stringify(other));
});

it('no two lists share an encoding [ST-02]', () => {
  const list = fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 });
  fc.assert(
    fc.property(list, list, (a, b) => {
      const same = a.length === b.length && a.every((part, n) => Buffer.from(part).equals(Buffer.from(b[n] ?? '')));
      assert.equal(lengthPrefixed(a).equals(lengthPrefixed(b)), same);
    }),
    { numRuns: 2000 },
  );
});

it('two sealings of one text share nothing: salt and IV are fresh [ST-01]', () => {
  const seen = new Set<string>();
  for (let n = 0; n < 50_000; n += 1) {
    const bytes = Buffer.from(vault.seal(secret('x'), place).split('.')[2] ?? '', 'base64url');
    seen.add(bytes.subarray(0, 28).toString('base64'));
  }
  assert.equal(seen.size, 50_000);
});

it('every key of the ring opens, the first one seals [ST-03]', () => {
  const old = vault.seal(secret('kept'), place);
  const rotated = createVault({ ring: [key('k2', 2), key('k1', 1)], random: systemRandom, clock: systemClock });
  assert.equal(rotated.open(old, place).reveal(), 'kept');
  assert.match(rotated.seal(secret('new'), place), /^1\.k2\./);
  const without = createVault({ ring: [key('k2', 2)], random: systemRandom, clock: systemClock });
  assert.throws(() => without.open(old, place), fails('key_unknown'));
  const impostor = createVault({ ring: [key('k1', 9)], random: systemRandom, clock: systemClock });
  assert.throws(() => impostor.open(old, place), fails('session_unreadable'));
});

it('a ring with a short key, an odd id or a repeated id is refused', () => {
  const rings: readonly (readonly [RingKey, ...RingKey[]])[] = [
    [{ id: 'k', key: secret('c2hvcnQ') }],
    [key('a b', 1)],
    [key('a.b', 1)],
    [key('k', 1), key('k', 2)],
  ];
  for (const ring of rings)
    assert.throws(() => createVault({ ring, random: systemRandom, clock: systemClock }), fails('config_invalid'));
});

it('text from outside never throws anything but a typed error [SE-07]', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^1\.k1\.[\w-]{0,200}$/)), (text) => {
      assert.throws(() => vault.open(text, place), GatewayError);
    }),
    { numRuns: 2000 },
  );
});
