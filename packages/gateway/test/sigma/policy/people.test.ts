// Who a viewer is for Sigma follows from the configuration and from Databricks, and from nothing else.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { GatewayError } from '../../../src/base/errors.ts';
import type { PeopleConfig, SubjectConfig } from '../../../src/config/policy-config.ts';
import type { Viewer } from '../../../src/databricks/viewer.ts';
import type { ClaimUser } from '../../../src/sigma/claims.ts';
import { claimUserOf, type Person } from '../../../src/sigma/policy/person.ts';
import { compilePolicy } from '../../../src/sigma/policy/policy.ts';
import { groupRow, policyConfig, viewer } from './viewers.ts';

const personOf = (over: Partial<PeopleConfig>, who: Viewer): Person =>
  compilePolicy(policyConfig(undefined, over)).personOf(who);
const userOf = (over: Partial<PeopleConfig>, who: Viewer): ClaimUser => claimUserOf(personOf(over, who));
const subjectOf = (over: Partial<SubjectConfig>, name: string): string => {
  const subject = { lowerCase: false, domains: [], addresses: [], shared: undefined, ...over };
  return personOf({ subject }, viewer(name)).subject.value;
};
const refused = (code: string) => (error: unknown) => error instanceof GatewayError && error.code === code;

it('people with a Sigma login are internal, whatever the case of their address', () => {
  const internalUsers = ['sam@example.com', '@Corp.example.com'];
  for (const name of ['sam@example.com', 'SAM@Example.com', 'anyone@corp.example.com']) {
    assert.deepEqual(userOf({ internalUsers }, viewer(name)), { kind: 'internal' });
  }
  for (const name of ['ana@example.com', 'sam@example.com.evil.test', 'x@notcorp.example.com']) {
    assert.equal(userOf({ internalUsers }, viewer(name)).kind, 'embed');
  }
});

it('who is internal follows from the address at Sigma, after it was mapped', () => {
  const subject = {
    lowerCase: false,
    domains: [['corp.example.com', 'example.com']] as const,
    addresses: [],
    shared: undefined,
  };
  const over = { internalUsers: ['sam@example.com'], subject };
  assert.equal(personOf(over, viewer('Sam@corp.example.com')).kind.value, 'internal');
  assert.equal(
    personOf({ ...over, internalUsers: ['sam@corp.example.com'] }, viewer('sam@corp.example.com')).kind.value,
    'embed',
  );
});

it('an unusable name ends here unless a shared subject is allowed [OA-16]', () => {
  assert.throws(() => subjectOf({}, 'service-principal'), refused('identity_unusable'));
  assert.equal(subjectOf({ shared: 'demo@example.com' }, 'service-principal'), 'demo@example.com');
  assert.equal(subjectOf({ shared: 'demo@example.com' }, 'ana@example.com'), 'ana@example.com');
});

it('a user name is mapped by address first, then by domain, then to lower case', () => {
  const domains = [['corp.example.com', 'example.com']] as const;
  const addresses = [['ana@corp.example.com', 'Ana.Lima@example.org']] as const;
  assert.equal(subjectOf({}, 'Ana@Example.com'), 'Ana@Example.com');
  assert.equal(subjectOf({ lowerCase: true }, 'Ana@Example.com'), 'ana@example.com');
  assert.equal(subjectOf({ domains }, 'Ben@Corp.Example.com'), 'Ben@example.com');
  assert.equal(subjectOf({ domains, lowerCase: true }, 'Ben@Corp.Example.com'), 'ben@example.com');
  assert.equal(subjectOf({ domains, addresses, lowerCase: true }, 'ANA@corp.example.com'), 'Ana.Lima@example.org');
  assert.equal(subjectOf({ domains }, 'x@sub.corp.example.com'), 'x@sub.corp.example.com');
  const long = [['b.test', `${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.example.com`]] as const;
  assert.throws(() => subjectOf({ domains: long }, `${'a'.repeat(60)}@b.test`), refused('identity_unusable'));
});

it('whatever the name and the mapping, a subject is one strict address or there is none [OA-16]', () => {
  const strict = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,63}$/;
  const name = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.emailAddress(),
    fc.constantFrom('\u212Aim@b.test', 'a@b.test,c@d.test'),
  );
  fc.assert(
    fc.property(name, fc.boolean(), (userName, lowerCase) => {
      try {
        assert.match(subjectOf({ lowerCase, domains: [['b.test', 'c.test']] }, userName), strict);
      } catch (error) {
        assert.ok(refused('identity_unusable')(error));
      }
    }),
  );
});

it('teams of everybody and of all groups of the viewer add up, each once, each with its reason', () => {
  const over = {
    teams: ['All'],
    groups: [
      groupRow('finance', { teams: ['Money', 'All'] }),
      groupRow('queens', { teams: ['East', 'Money'] }),
      groupRow('finance', { teams: ['Second'] }),
      groupRow('nobody', { teams: ['Never'] }),
    ],
  };
  const { account } = personOf(over, viewer('mia@example.com', 'queens', 'finance', 'queens'));
  assert.deepEqual(account?.teams, [
    { value: 'All', why: 'teams' },
    { value: 'Money', why: 'groups[0], "finance"' },
    { value: 'East', why: 'groups[1], "queens"' },
    { value: 'Second', why: 'groups[2], "finance"' },
  ]);
  assert.deepEqual(personOf(over, viewer('ana@example.com')).account?.teams, [{ value: 'All', why: 'teams' }]);
});

it('the account type is that of the first row of the file that has one, whatever the order of the groups', () => {
  const groups = [
    groupRow('queens', {}),
    groupRow('admins', { accountType: 'Pro' }),
    groupRow('finance', { accountType: 'Lite' }),
  ];
  const typeOf = (...names: string[]): unknown =>
    personOf({ groups }, viewer('mia@example.com', ...names)).account?.type;
  assert.deepEqual(typeOf('finance', 'admins'), { value: 'Pro', why: 'groups[1], "admins"' });
  assert.deepEqual(typeOf('queens', 'finance'), { value: 'Lite', why: 'groups[2], "finance"' });
  assert.deepEqual(typeOf('queens'), { value: 'View', why: 'accountType' });
});

it('attributes come from facts, groups and constants; every one is always sent, so that no older value stays', () => {
  const over: Partial<PeopleConfig> = {
    attributes: [
      ['region', { from: 'constant', value: 'emea' }],
      ['mail', { from: 'userName' }],
      ['home', { from: 'domain' }],
      ['areas', { from: 'groups', groups: ['manhattan', 'queens', 'bronx'] }],
    ],
    groups: [
      groupRow('us', { attributes: [['region', 'us']] }),
      groupRow('vip', {
        attributes: [
          ['region', 'x'],
          ['level', 'gold'],
        ],
      }),
    ],
  };
  const attributesOf = (name: string, ...groups: string[]): unknown => {
    const user = userOf(over, viewer(name, ...groups));
    return user.kind === 'embed' ? user.attributes : undefined;
  };
  assert.deepEqual(attributesOf('Ben@Example.com', 'bronx', 'vip', 'queens', 'us', 'other'), {
    region: 'us',
    mail: 'ben@example.com',
    home: 'example.com',
    areas: 'queens,bronx',
    level: 'gold',
  });
  assert.deepEqual(attributesOf('ana@example.com'), {
    region: 'emea',
    mail: 'ana@example.com',
    home: 'example.com',
    areas: '',
    level: '',
  });
});

it('a service principal has no address and no domain to be given as an attribute', () => {
  const over: Partial<PeopleConfig> = {
    subject: { lowerCase: false, domains: [], addresses: [], shared: 'demo@example.com' },
    attributes: [
      ['mail', { from: 'userName' }],
      ['home', { from: 'domain' }],
    ],
  };
  assert.deepEqual(userOf(over, viewer('\u212Aim@example.com')), {
    kind: 'embed',
    accountType: 'View',
    teams: ['Sales_People'],
    attributes: { mail: '', home: '' },
  });
});

it('names of attributes and groups are data, also those that JavaScript knows', () => {
  const groups = [
    groupRow('__proto__', {
      teams: ['P'],
      attributes: [
        ['constructor', 'c'],
        ['toString', 's'],
      ],
    }),
  ];
  const user = userOf({ groups }, viewer('ana@example.com', '__proto__', 'toString', 'hasOwnProperty'));
  assert.deepEqual(user.kind === 'embed' && [user.teams, Object.entries(user.attributes ?? {})], [
    ['Sales_People', 'P'],
    [
      ['constructor', 'c'],
      ['toString', 's'],
    ],
  ]);
});

it('an internal user carries no claim about themselves, whatever the groups say', () => {
  const over = {
    internalUsers: ['sam@example.com'],
    attributes: [['region', { from: 'constant', value: 'emea' }]] as const,
    groups: [groupRow('admins', { teams: ['Admins'], accountType: 'Pro', attributes: [['a', 'b']] })],
  };
  assert.deepEqual(userOf(over, viewer('sam@example.com', 'admins')), { kind: 'internal' });
});
