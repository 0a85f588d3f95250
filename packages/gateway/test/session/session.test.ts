// Ids are random through and through; Cookie headers are read strictly and never throw.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { systemRandom } from '../../src/base/random.ts';
import { cookiesWithPrefix, cookieValues } from '../../src/session/cookie.ts';
import {
  attemptIdOf,
  decodeAttempt,
  encodeAttempt,
  newLoginAttempt,
  stateOf,
} from '../../src/session/login-attempt.ts';
import { newSessionId, readSessionCookie, sessionHash } from '../../src/session/session.ts';
import { returnPath } from '../../src/base/url.ts';

const COUNT = 100_000;

it(`${COUNT} session ids: 256 bits of base64url each, none twice, every bit as often set as not [SE-01]`, () => {
  const seen = new Set<string>();
  const ones = Array.from({ length: 256 }, () => 0);
  for (let n = 0; n < COUNT; n += 1) {
    const id = newSessionId(systemRandom);
    assert.equal(readSessionCookie(id)?.id, id);
    seen.add(id);
    const bytes = Buffer.from(id, 'base64url');
    assert.equal(bytes.length, 32);
    for (let bit = 0; bit < 256; bit += 1) ones[bit] = (ones[bit] ?? 0) + (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1);
  }
  assert.equal(seen.size, COUNT);
  // Eight standard deviations: a fair bit strays further once in 10^15 runs.
  const limit = 8 * Math.sqrt(COUNT / 4);
  for (const [bit, count] of ones.entries()) assert.ok(Math.abs(count - COUNT / 2) < limit, `bit ${bit}: ${count}`);
});

const ATTEMPT = {
  verifier: 'v',
  nonce: 'n',
  returnPath: returnPath('/'),
  app: 'a',
  startedAt: 0,
  before: undefined,
  isBeforeOwn: false,
};

it('20,000 states: 384 bits each in a form of their own, none twice [OA-02]', () => {
  const states = Array.from({ length: 20_000 }, () => stateOf(newLoginAttempt(systemRandom, ATTEMPT)));
  assert.equal(new Set(states).size, states.length);
  for (const state of states) {
    assert.match(state, /^[\w-]{22}\.[\w-]{43}$/);
    assert.equal(attemptIdOf(state), state.slice(0, 22));
  }
});

it('an attempt is read as it was written, with eight parts as the version before wrote it, and with no other number', () => {
  const before = sessionHash(newSessionId(systemRandom));
  for (const over of [{}, { before }, { before, isBeforeOwn: true }]) {
    const attempt = newLoginAttempt(systemRandom, { ...ATTEMPT, ...over });
    const text = encodeAttempt(attempt);
    assert.deepEqual(decodeAttempt(text), attempt);
    const parts = JSON.parse(text) as unknown[];
    assert.equal(parts.length, attempt.isBeforeOwn ? 9 : 8);
    assert.deepEqual(decodeAttempt(JSON.stringify(parts.slice(0, 8))), { ...attempt, isBeforeOwn: false });
    assert.equal(decodeAttempt(JSON.stringify(parts.slice(0, 7))), undefined);
    assert.equal(decodeAttempt(JSON.stringify([...parts.slice(0, 8), 1, 1])), undefined);
  }
});

/** What `trim()` takes off and a browser leaves, and what merely looks like it. */
const BLANKS_OF_NO_BROWSER = ['\v', '\f', '\u0085', '\u00a0', '\u2003', '\u2028', '\ufeff'];

it('only spaces and tabs around a name or a value are taken off, as browsers do [SE-06]', () => {
  const name = '__Host-sigma-embed';
  assert.deepEqual(cookieValues(` \t${name}\t = \ta b\t ;${name}=`, name), ['a b', '']);
  for (const blank of BLANKS_OF_NO_BROWSER) {
    const header = `${blank}${name}=x;${name}${blank}=x; ${blank}${name}-login-id=x;${name}=${blank}v${blank}`;
    assert.deepEqual(cookieValues(header, name), [`${blank}v${blank}`], JSON.stringify(blank));
    assert.deepEqual(cookiesWithPrefix(header, `${name}-login-`), []);
  }
});

it('no Cookie header makes the reader throw, invent a value or change one [SE-07]', () => {
  const name = '__Host-sigma-embed';
  const part = fc.oneof(
    fc.constantFrom(
      '',
      '=',
      name,
      `${name}=`,
      `${name}=a`,
      ` ${name} = b `,
      `\t${name}\t=\tc\t`,
      ...BLANKS_OF_NO_BROWSER.flatMap((blank) => [`${blank}${name}=d`, `${name}${blank}=e`, `${name}=${blank}`]),
      '__proto__=1',
      'constructor=2',
      '"',
      '%',
      '%zz',
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
  const isOurs = new RegExp(`^[ \\t]*${name}[ \\t]*=`);
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      const header = parts.join(';');
      const values = cookieValues(header, name);
      assert.equal(values.length, header.split(';').filter((one) => isOurs.test(one)).length);
      for (const value of values) assert.ok(header.includes(value) && !value.includes(';'));
      assert.ok(cookiesWithPrefix(header, name).length >= values.length);
      assert.deepEqual(cookieValues(header, '__proto__x'), []);
    }),
    { numRuns: 20_000 },
  );
});

it('a header of a megabyte is read no further than any browser would fill it [SE-07]', () => {
  const header = 'a=1;'.repeat(250_000) + '__Host-sigma-embed=x';
  assert.deepEqual(cookieValues(header, '__Host-sigma-embed'), []);
  assert.equal(cookieValues(header, 'a').length, 200);
  const blanks = `a=x${' '.repeat(1_000_000)}x`;
  assert.equal(cookieValues(blanks, 'a')[0]?.length, 1_000_002, 'nor is a run of blanks gone through twice');
});
