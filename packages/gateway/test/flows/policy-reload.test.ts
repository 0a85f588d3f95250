// A policy is swapped as a whole: one request sees one, sessions stay.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { loadPolicy } from '../../src/config/load.ts';
import type { PolicyConfig } from '../../src/config/policy-config.ts';
import { COMPLETE } from '../config/environment.ts';
import { configFile, workbook } from '../support/config-file.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';
import { scheduledStore, type ScheduledStore } from '../support/scheduled-store.ts';

function policyOf(content: object, over: Readonly<Record<string, string>> = {}): PolicyConfig {
  const env = { ...COMPLETE, SIGMA_EMBED_CONFIG_FILE: '/etc/policy.json', ...over };
  return loadPolicy({ env, readFile: () => JSON.stringify(content) }).policy;
}

/** Every part of a URL says which policy it is from. */
const policyNamed = (name: string): PolicyConfig =>
  policyOf({
    embeds: [
      {
        alias: 'one',
        url: workbook(name),
        connectionIds: [name],
        title: `Title ${name}`,
        parameters: { Name: { fixed: name } },
      },
    ],
    teams: [name],
    accountType: name,
    attributes: { name },
    subject: { domains: { 'example.com': `${name}.example.com` } },
  });

let world: Gateways;
let steps: ScheduledStore;
before(async () => {
  steps = scheduledStore();
  world = await startGateways({ wrap: steps.wrap });
});
after(async () => {
  await world[Symbol.asyncDispose]();
});

/** Swaps to `to` before the step `at` of what runs; says whether there was such a step. */
async function swappedAt<T>(
  at: number,
  to: string,
  run: () => Promise<T>,
): Promise<{ result: T; wasSwapped: boolean }> {
  let seen = 0;
  steps.turn = async () => {
    if (seen === at) world.usePolicy(policyNamed(to));
    seen += 1;
  };
  const result = await run();
  steps.turn = undefined;
  return { result, wasSwapped: seen > at };
}

async function signInWith(name: string, person: string): Promise<string> {
  world.usePolicy(policyNamed(name));
  return await world.signIn(person);
}

function namesIn({ claims, parameters, path }: Awaited<ReturnType<Gateways['mint']>>): unknown[] {
  const { account_type: type, connection_oauth_tokens: tokens, sub, teams, user_attributes: attributes } = claims;
  return [sub, type, teams, attributes, Object.keys(tokens as object), parameters['Name'], path];
}

const expected = (name: string, person: string): unknown[] => [
  `${person}@${name}.example.com`,
  name,
  [name],
  { name },
  [name],
  name,
  `/acme/workbook/${name}-1a2B3c`,
];

it('whenever in a request the policy is swapped, its URL is of one policy; the next is of the other [EM-08]', async () => {
  let swaps = 0;
  for (const minutes of [0, 50]) {
    for (let at = 0; at < 20; at += 1) {
      const cookie = await signInWith('old', 'ana');
      world.clock.sleep(minutes * 60_000);
      const { result, wasSwapped } = await swappedAt(at, 'new', () => world.mint(cookie));
      assert.equal(result.status, 200);
      assert.deepEqual(namesIn(result), expected('old', 'ana'), `step ${at}`);
      if (!wasSwapped) break;
      swaps += 1;
      assert.deepEqual(namesIn(await world.mint(cookie)), expected('new', 'ana'));
    }
  }
  assert.ok(swaps >= 2, `${swaps}`);
});

it('a page that is being made when the policy is swapped is of one policy too', async () => {
  const cookie = await signInWith('old', 'ben');
  const { result, wasSwapped } = await swappedAt(0, 'new', () => world.get('/dashboard', cookie));
  const page = await result.text();
  assert.ok(wasSwapped);
  assert.match(page, /Title old/);
  assert.doesNotMatch(page, /Title new/);
  assert.match(await (await world.get('/dashboard', cookie)).text(), /Title new/);
});

it('an embed that the new policy closes or drops is refused at the next request; the session stays', async () => {
  const cookie = await signInWith('old', 'mia');
  assert.equal((await world.mint(cookie, 0, '{"embed":"one"}')).status, 200);
  const one = { alias: 'one', url: workbook('one') };
  world.usePolicy(policyOf({ embeds: [{ ...one, open: { groups: ['finance'] } }] }));
  assert.equal((await world.mint(cookie, 0, '{"embed":"one"}')).code, 'embed_forbidden');
  world.usePolicy(policyOf({ embeds: [{ ...one, alias: 'two' }] }));
  assert.equal((await world.mint(cookie, 0, '{"embed":"one"}')).code, 'embed_unknown');
  assert.equal((await world.mint(cookie)).status, 200);
});

it('an embed of a workspace that the gateway does not know is refused as a whole, and the policy before goes on', async () => {
  const cookie = await signInWith('old', 'sam');
  const { embeds, people, workspaces } = policyNamed('new');
  assert.throws(
    () => world.usePolicy({ people, workspaces, embeds: [{ ...embeds[0], workspace: 'elsewhere' }] }),
    /elsewhere is new\): start the gateway again/,
  );
  assert.deepEqual(namesIn(await world.mint(cookie)), expected('old', 'sam'));
});

it("a policy for a workspace at another host, or of another client, is refused: its embeds would be sent the running one's tokens [OA-04]", async () => {
  const emea = {
    alias: 'emea',
    host: 'dbc-emea.cloud.databricks.com',
    clientId: 'emea-client',
    clientSecretVariable: 'EMEA_SECRET',
    connectionId: 'emea-connection',
  };
  const file = (title: string, workspace: object): object => ({
    workspaces: [{ ...emea, ...workspace }],
    embeds: [
      { alias: 'home', url: workbook('Home'), title },
      { alias: 'europe', url: workbook('Europe'), workspace: 'emea' },
    ],
  });
  const secrets = { EMEA_SECRET: 'dose-of-emea' };
  await using running = await startGateways({
    env: { ...secrets, SIGMA_EMBED_CONFIG_FILE: configFile(file('Start', {})).path },
  });
  const cookie = await running.signIn('ana');
  const title = async (): Promise<string | undefined> =>
    /Start|Renamed|Moved/.exec(await (await running.get('/dashboard', cookie)).text())?.[0];
  const said = /The workspaces changed \((\w+) has another host or client\): start the gateway again\./;
  const moved = { host: 'dbc-other.cloud.databricks.com', connectionId: 'other-connection' };
  for (const workspace of [moved, { clientId: 'other-client' }]) {
    assert.throws(() => running.usePolicy(policyOf(file('Moved', workspace))), said);
  }
  const first = { DATABRICKS_HOST: 'dbc-other.cloud.databricks.com' };
  assert.throws(() => running.usePolicy(policyOf(file('Moved', {}), first)), said);
  assert.equal(await title(), 'Start', 'the policy before it goes on');
  running.usePolicy(policyOf(file('Renamed', { host: `https://${emea.host}/`, connectionId: 'its-new-connection' })));
  assert.equal(await title(), 'Renamed', 'the same workspace may get another connection');
});
