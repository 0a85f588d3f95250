// `sigma-embed policy` as an operator types it, and that it says what minting does.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { COMPLETE } from '../config/environment.ts';
import { configFile, workbook } from '../support/config-file.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';
import { say, type Said } from './terminal.ts';

const GROUPS = ['queens', 'finance', 'admins', 'other'];
const FILE = configFile({
  embeds: [
    { alias: 'all', url: workbook('All'), connectionId: 'c0' },
    {
      alias: 'money',
      url: workbook('Money'),
      connectionIds: ['c1', 'c2'],
      open: { groups: ['finance'], domains: ['hq.example.com'] },
    },
    { alias: 'mine', url: workbook('Mine'), connectionId: 'c3', open: { addresses: ['ana@example.com'] } },
  ],
  teams: ['Viewers'],
  attributes: { areas: { groups: ['queens', 'other'] }, mail: { from: 'userName' } },
  groups: [
    { group: 'admins', teams: ['Owners'], accountType: 'Pro' },
    { group: 'finance', teams: ['Finance', 'Viewers'], accountType: 'Lite', attributes: { company: 'Holding' } },
  ],
  subject: { addresses: { 'eve@example.com': 'eve@other.example.com' } },
  internalUsers: ['sam@example.com'],
}).path;

const policy = async (...argv: readonly string[]): Promise<Said> =>
  await say('policy', ...argv, '--config', FILE, '--env', '/dev/null');

let world: Gateways;
before(async () => {
  world = await startGateways({ env: { SIGMA_EMBED_CONFIG_FILE: FILE } });
});
after(async () => {
  await world[Symbol.asyncDispose]();
});

it('prints each claim with the rule that it comes from, and ends with 0', async () => {
  const { code, stderr, stdout } = await policy(
    'test',
    '--viewer',
    'ana@example.com',
    '--groups',
    'finance,queens',
    '--embed',
    'money',
  );
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(
    stdout,
    `ana@example.com may open money: open.groups has "finance"

Claim                       Value                          Why
sub                         ana@example.com                the user name at Databricks
account_type                Lite                           groups[1], "finance"
teams                       Viewers                        teams
teams                       Finance                        groups[1], "finance"
user_attributes.areas       queens                         attributes, the groups among them that the viewer is in
user_attributes.mail        ana@example.com                attributes, the user name at Databricks
user_attributes.company     Holding                        groups[1], "finance"
connection_oauth_tokens.c1  the viewer's token, not shown  the embed
connection_oauth_tokens.c2  the viewer's token, not shown  the embed
`,
  );
});

it('somebody who may not open it ends with 3, a wrong question with 2', async () => {
  const denied = await policy('test', '--viewer', 'ben@example.com', '--embed', 'money');
  assert.equal(denied.code, 3);
  assert.match(denied.stdout, /^ben@example.com may not open money: open names neither/);
  const unusable = await policy('test', '--viewer', 'service-principal');
  assert.equal(unusable.code, 3);
  assert.match(unusable.stdout, /not a plain e-mail address/);
  for (const args of [
    ['--embed', 'none'],
    ['--workspace', 'elsewhere', '--embed', 'all'],
  ]) {
    const wrong = await policy('test', '--viewer', 'ana@example.com', ...args);
    assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
    assert.match(wrong.stderr, /There is no embed "\w+" in the workspace \w+\./);
  }
  assert.equal((await policy('test')).code, 2);
});

it('check tells every problem and needs no secret', async () => {
  assert.deepEqual(await policy('check'), { code: 0, stdout: '3 embeds. The policy is in order.\n', stderr: '' });
  const broken = configFile({ embeds: [{ alias: 'a b', url: workbook('A') }], team: [] }).path;
  const { code, stdout } = await say('policy', 'check', '--json', '--config', broken, '--env', '/dev/null');
  assert.equal(code, 2);
  const { error } = JSON.parse(stdout) as { error: { problems: { key: string }[] } };
  assert.deepEqual(
    error.problems.map(({ key }) => key.replace(broken, '')),
    [': embeds[0].alias', ''],
  );
});

it('says exactly what minting does, for whatever viewer and embed [EM-01] [EM-08]', async () => {
  const people = ['ana', 'ben', 'eve', 'sam', 'mia'];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...people),
      fc.subarray(GROUPS),
      fc.constantFrom('all', 'money', 'mine', undefined),
      async (person, groups, embed) => {
        world.databricks.groups.set(person, groups);
        const cookie = await world.signIn(person);
        const minted = await world.mint(cookie, 0, JSON.stringify({ embed }));
        const { code, stdout } = await policy(
          'test',
          '--json',
          '--viewer',
          `${person}@example.com`,
          ...(groups.length > 0 ? ['--groups', groups.join(',')] : []),
          ...(embed === undefined ? [] : ['--embed', embed]),
        );
        const said = JSON.parse(stdout) as { claims: Record<string, unknown>; mayOpen: { value: boolean } };
        assert.deepEqual([code, said.mayOpen.value], minted.status === 200 ? [0, true] : [3, false]);
        if (minted.status !== 200) return assert.equal(minted.code, 'embed_forbidden');
        const { exp: _e, iat: _i, iss, jti: _j, connection_oauth_tokens: tokens, ...claims } = minted.claims;
        const { connection_oauth_tokens: shown, ...told } = said.claims;
        assert.deepEqual(told, claims);
        assert.deepEqual(Object.keys(shown as object), Object.keys(tokens as object));
        assert.equal(iss, COMPLETE.CLIENT_ID);
      },
    ),
    { numRuns: 60 },
  );
});
