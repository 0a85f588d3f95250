// Who a viewer is for Sigma follows from the configuration and from Databricks, and from nothing else.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { GatewayError } from '../../../src/base/errors.ts';
import type { PeopleConfig } from '../../../src/config/policy-config.ts';
import { compilePolicy, type Policy } from '../../../src/sigma/policy/policy.ts';
import { policyConfig, viewer } from './viewers.ts';

const people = (over: Partial<PeopleConfig>): Policy => compilePolicy(policyConfig(undefined, over));

it('people with a Sigma login are internal, whatever the case of their address', () => {
  const { userOf } = people({ internalUsers: ['sam@example.com', '@Corp.example.com'] });
  for (const name of ['sam@example.com', 'SAM@Example.com', 'anyone@corp.example.com']) {
    assert.deepEqual(userOf(viewer(name)), { kind: 'internal' });
  }
  for (const name of ['ana@example.com', 'sam@example.com.evil.test', 'x@notcorp.example.com']) {
    assert.equal(userOf(viewer(name)).kind, 'embed');
  }
});

it('an unusable name ends here unless a shared subject is allowed [OA-16]', () => {
  assert.throws(
    () => people({}).subjectOf(viewer('service-principal')),
    (error) => error instanceof GatewayError && error.code === 'identity_unusable',
  );
  const { subjectOf } = people({ sharedSubject: 'demo@example.com' });
  assert.equal(subjectOf(viewer('service-principal')), 'demo@example.com');
  assert.equal(subjectOf(viewer('ana@example.com')), 'ana@example.com');
});
