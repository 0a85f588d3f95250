// Who a viewer is for Sigma follows from the configuration and from Databricks, and from nothing else.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { GatewayError } from '../../src/base/errors.ts';
import { secret } from '../../src/base/secret.ts';
import type { SigmaConfig } from '../../src/config/config.ts';
import { claimSubject, claimUser } from '../../src/sigma/policy.ts';
import { isStrictAddress } from '../../src/sigma/subject.ts';

const config: SigmaConfig = {
  clientId: 'c',
  secret: secret('s'),
  accountType: 'View',
  teams: ['Sales_People'],
  internalUsers: ['sam@example.com', '@corp.example'],
  sessionLengthSeconds: 3600,
  freshSaltPerToken: false,
  sharedSubject: undefined,
};
const viewer = (userName: string) => ({ issuer: 'i', id: '1', userName, displayName: 'x', groups: [] });

it('people with a Sigma login are internal, whatever the case of their address', () => {
  for (const name of ['sam@example.com', 'SAM@Example.com', 'anyone@corp.example']) {
    assert.deepEqual(claimUser(config, viewer(name)), { kind: 'internal' });
  }
  for (const name of ['ana@example.com', 'sam@example.com.evil.test', 'x@notcorp.example']) {
    assert.equal(claimUser(config, viewer(name)).kind, 'embed');
  }
});

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

it('an unusable name ends here unless a shared subject is allowed', () => {
  assert.throws(
    () => claimSubject(config, viewer('service-principal')),
    (error) => error instanceof GatewayError && error.code === 'identity_unusable',
  );
  assert.equal(
    claimSubject({ ...config, sharedSubject: 'demo@example.com' }, viewer('service-principal')),
    'demo@example.com',
  );
  assert.equal(
    claimSubject({ ...config, sharedSubject: 'demo@example.com' }, viewer('ana@example.com')),
    'ana@example.com',
  );
});
