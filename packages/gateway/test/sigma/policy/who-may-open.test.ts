// Who may open which embed.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { GatewayError } from '../../../src/base/errors.ts';
import { compilePolicy } from '../../../src/sigma/policy/policy.ts';
import { whoMayOpen } from '../../../src/sigma/policy/who-may-open.ts';
import { embed, openTo, policyConfig, viewer } from './viewers.ts';

const ana = viewer('ana@example.com', 'manhattan');
const ben = viewer('Ben@Example.com', 'queens');

it('any one of group, domain and address is enough, and the answer names the rule', () => {
  const mayOpen = whoMayOpen(
    openTo({ groups: ['queens', 'finance'], domains: ['head.example.com'], addresses: ['mia@example.com'] }),
  );
  assert.deepEqual(mayOpen(ben), { value: true, why: 'open.groups has "queens"' });
  assert.deepEqual(mayOpen(viewer('MIA@example.com')), { value: true, why: 'open.addresses has "mia@example.com"' });
  assert.deepEqual(mayOpen(viewer('x@HEAD.example.com')), { value: true, why: 'open.domains has "head.example.com"' });
  assert.equal(mayOpen(ana).value, false);
});

it('groups are names as Databricks writes them; domains are whole', () => {
  const mayOpen = whoMayOpen(openTo({ groups: ['queens'], domains: ['example.com'] }));
  for (const other of [
    viewer('x@a.test', 'Queens', 'queens ', 'g0'),
    viewer('x@sub.example.com'),
    viewer('x@badexample.com'),
  ])
    assert.equal(mayOpen(other).value, false, JSON.stringify(other));
});

it('a look-alike that becomes an address in lower case is nobody’s address or domain [OA-16]', () => {
  const mayOpen = whoMayOpen(openTo({ addresses: ['kim@example.com'], domains: ['kind.example.com'] }));
  assert.equal('\u212Aim@example.com'.toLowerCase(), 'kim@example.com');
  for (const name of ['\u212Aim@example.com', 'x@\u212Aind.example.com', 'a@b@kind.example.com', 'kind.example.com'])
    assert.equal(mayOpen(viewer(name)).value, false, name);
});

it('a viewer sees the embeds that are open to them; the first of those is the default', () => {
  const policy = compilePolicy(
    policyConfig([
      embed('money', { open: openTo({ groups: ['finance'] }) }),
      embed('east', { open: openTo({ groups: ['queens'] }) }),
      embed('all'),
    ]),
  );
  const seen = (who: typeof ana): string[] => policy.embedsOf(who, 'default').map(({ alias }) => alias);
  assert.deepEqual([seen(ana), seen(ben)], [['all'], ['east', 'all']]);
  assert.equal(policy.embedFor(ana, 'default', undefined).alias, 'all');
  assert.equal(policy.embedFor(ben, 'default', undefined).alias, 'east');
  assert.equal(policy.embedFor(ben, 'default', 'all').alias, 'all');
  assert.throws(() => policy.embedFor(ben, 'default', 'money'), refusal('embed_forbidden'));
  for (const alias of ['nothing', '', '__proto__', 'constructor'])
    assert.throws(() => policy.embedFor(ben, 'default', alias), refusal('embed_unknown'));
});

it('where nothing is open to a viewer, there is no default either', () => {
  const policy = compilePolicy(policyConfig([embed('east', { open: openTo({ groups: ['queens'] }) })]));
  assert.deepEqual(policy.embedsOf(ana, 'default'), []);
  assert.throws(() => policy.embedFor(ana, 'default', undefined), refusal('embed_forbidden'));
});

it('an embed of another workspace is none to a viewer of this one [OA-04]', () => {
  const policy = compilePolicy(policyConfig([embed('here'), embed('there', { workspace: 'other' })]));
  assert.deepEqual(
    ['default', 'other'].map((workspace) => policy.embedsOf(ana, workspace).map(({ alias }) => alias)),
    [['here'], ['there']],
  );
  assert.equal(policy.embedFor(ana, 'other', undefined).alias, 'there');
  assert.throws(() => policy.embedFor(ana, 'default', 'there'), refusal('embed_unknown'));
});

it('what is listed is exactly what opens, whatever the rules and the viewer', () => {
  const word = fc.constantFrom('a', 'b', 'c', 'toString', '__proto__');
  const rule = fc.record({
    everyone: fc.boolean(),
    groups: fc.array(word, { maxLength: 3 }),
    domains: fc.array(fc.constantFrom('a.test', 'b.test'), { maxLength: 2 }),
    addresses: fc.array(fc.constantFrom('x@a.test', 'y@c.test'), { maxLength: 2 }),
  });
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 5 }),
      fc.constantFrom('x@a.test', 'Y@C.test', 'nobody', ''),
      fc.array(word, { maxLength: 3 }),
      (rules, name, groups) => {
        const [first, ...others] = rules.map((open, index) => embed(`e${index}`, { open }));
        const policy = compilePolicy(policyConfig(first === undefined ? undefined : [first, ...others]));
        const who = viewer(name, ...groups);
        const listed = policy.embedsOf(who, 'default').map(({ alias }) => alias);
        const opened = rules
          .map((_, index) => `e${index}`)
          .filter((alias) => opens(() => policy.embedFor(who, 'default', alias)));
        const meant = rules.flatMap(({ addresses, domains, everyone, groups: wanted }, index) => {
          const address = name.toLowerCase();
          const domain = address.split('@')[1];
          const fits =
            everyone ||
            wanted.some((group) => groups.includes(group)) ||
            addresses.some((one) => one === address) ||
            domains.some((one) => one === domain);
          return fits ? [`e${index}`] : [];
        });
        assert.deepEqual([listed, opened], [meant, meant]);
      },
    ),
  );
});

function opens(open: () => unknown): boolean {
  try {
    open();
    return true;
  } catch {
    return false;
  }
}

function refusal(code: string) {
  return (error: unknown): boolean => error instanceof GatewayError && error.code === code;
}
