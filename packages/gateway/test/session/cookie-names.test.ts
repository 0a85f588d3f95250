// Gateways of one host do not touch each other's cookies: browsers see them all under Path=/.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { cookieNames, cookiesWithPrefix, sessionCookie, setCookie } from '../../src/session/cookie.ts';

const segment = fc.stringMatching(/^[A-Za-z0-9][\w.-]{0,9}$/);
const tricky = fc.constantFrom('login', 'x', 'x-login', 'x.eu', '3000');
const basePath = fc
  .array(fc.oneof(segment, tricky), { maxLength: 3 })
  .map((parts) => parts.map((part) => `/${part}`).join(''));
const origin = fc.constantFrom('https://app.example.com', 'http://localhost:3000', 'http://localhost:30001');

it('no name of one gateway is read as a name of another [SE-06]', () => {
  fc.assert(
    fc.property(origin, origin, basePath, basePath, fc.option(segment, { nil: undefined }), (a, b, one, two, alias) => {
      fc.pre(one !== two || (a !== b && one === ''));
      const [mine, theirs] = [cookieNames(a, one), cookieNames(b, two)];
      const names = [theirs.session, sessionCookie(theirs, alias), `${theirs.attemptPrefix}id`, theirs.notice];
      for (const name of names) {
        assert.notEqual(name, mine.session);
        assert.notEqual(name, mine.notice);
        assert.notEqual(name, sessionCookie(mine, alias));
        assert.deepEqual(cookiesWithPrefix(`${name}=1`, mine.attemptPrefix), []);
      }
    }),
    { numRuns: 20_000 },
  );
});

it('a name is a token that browsers take, whatever the base path [SE-04]', () => {
  fc.assert(
    fc.property(basePath, (path) => {
      const { attemptPrefix } = cookieNames('https://app.example.com', path);
      assert.match(attemptPrefix, /^__Host-[\w.~-]+$/);
      assert.ok(setCookie({ name: attemptPrefix, value: 'v', sameSite: 'Lax' }).includes('; Path=/; Secure;'));
    }),
  );
});

it('a gateway at the root keeps its names', () => {
  assert.equal(cookieNames('https://app.example.com').session, '__Host-sigma-embed');
  assert.equal(cookieNames('http://localhost:3000').session, '__Host-sigma-embed-3000');
  assert.equal(cookieNames('http://localhost:3000', '/a/b').session, '__Host-sigma-embed-3000~a~b~');
});
