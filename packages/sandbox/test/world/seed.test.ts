// A world from a seed file: people, tables and workbooks of somebody's own.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { SeedError, startSandbox, type Seed } from '../../src/index.ts';
import { demoWorkbooks } from '../../src/seed/workbooks.ts';
import { seedJsonSchema } from '../../src/seed/schema.ts';
import { discover, REDIRECT, signIn } from '../databricks/client.ts';

const SHOP: Seed = {
  people: [
    { email: 'kim@example.com', name: 'Kim Park', groups: ['north'] },
    { email: 'lee@example.com', groups: ['south', 'money'], sigmaUser: 'internal' },
    { email: 'max@example.com', canSelect: false },
  ],
  tables: [
    {
      name: 'shop.sales.orders',
      columns: [
        { name: 'region', type: 'INTEGER' },
        { name: 'day', type: 'DATE' },
        { name: 'note', type: 'STRING' },
        { name: 'amount', type: 'DOUBLE' },
      ],
      rows: [
        [1, '2026-01-01', "it's", 10.5],
        [1, '2026-01-02', null, 20],
        [2, '2026-01-03', 'south', 30],
      ],
      rowFilter: { column: 'region', ranges: { north: [1, 1], south: [2, 2] } },
      mask: { column: 'amount', unmasked: ['money'] },
    },
  ],
  teams: ['Shop'],
  app: { accessTtlSeconds: 120 },
  sigma: { tokenDeath: 'chart_errors' },
};

async function rowsOf(sandbox: Awaited<ReturnType<typeof startSandbox>>, email: string): Promise<unknown> {
  const { access } = await signIn(await discover(sandbox), email);
  const answer = await fetch(`${sandbox.databricks.origin}/api/2.0/sql/statements`, {
    method: 'POST',
    headers: { authorization: `Bearer ${access}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      statement: 'SELECT region, day, note, amount FROM shop.sales.orders ORDER BY day',
      warehouse_id: sandbox.world.warehouseId,
      wait_timeout: '30s',
    }),
  });
  const body = (await answer.json()) as { status: { state: string }; result?: { data_array: unknown } };
  return body.result?.data_array ?? body.status.state;
}

it('each person of the seed sees the rows and values that the seed lets them see', async () => {
  await using sandbox = await startSandbox({ seed: SHOP, redirectUrls: [REDIRECT] });
  assert.deepEqual(await rowsOf(sandbox, 'kim@example.com'), [
    ['1', '2026-01-01', "it's", null],
    ['1', '2026-01-02', null, null],
  ]);
  assert.deepEqual(await rowsOf(sandbox, 'lee@example.com'), [['2', '2026-01-03', 'south', '30.0']]);
  assert.equal(await rowsOf(sandbox, 'max@example.com'), 'FAILED');
  assert.equal(sandbox.databricks.apps[0]?.accessTtlSeconds, 120);
  assert.equal(sandbox.sigma.switches.tokenDeath, 'chart_errors');
  assert.equal(sandbox.env('http://localhost:3000')['TEAMS'], 'Shop');
  assert.equal(sandbox.env('http://localhost:3000')['SIGMA_EMBED_INTERNAL_USERS'], 'lee@example.com');
});

it('a table without a workbook gets one, which is the one that the environment names', async () => {
  await using sandbox = await startSandbox({ seed: SHOP });
  assert.match(
    sandbox.env('http://localhost:3000')['DATABRICKS_OAUTH_BASE_URL'] ?? '',
    /\/workbook\/orders-[A-Za-z0-9]{22}$/,
  );
});

it('a workbook of the seed stands on the one connection', async () => {
  const [workbook] = demoWorkbooks('$connection');
  assert.ok(workbook);
  const seed: Seed = { workbooks: [{ key: 'mine', name: 'Mine', contents: workbook.contents }] };
  await using sandbox = await startSandbox({ seed });
  const [mine] = sandbox.world.workbooks;
  assert.equal(mine?.key, 'mine');
  assert.ok(JSON.stringify(mine?.contents).includes(sandbox.world.connectionId));
  assert.ok(!JSON.stringify(mine?.contents).includes('$connection'));
});

it('an empty seed is the usual world', async () => {
  await using sandbox = await startSandbox({ seed: {} });
  assert.deepEqual(
    sandbox.people.map(({ email }) => email.replace(/@.*/, '')),
    ['ana', 'ben', 'mia', 'eve', 'sam'],
  );
});

describe('a seed that does not fit is refused with every place at once', () => {
  const [order] = SHOP.tables ?? [];
  const cases: readonly (readonly [seed: unknown, ...problems: RegExp[]])[] = [
    [{ poeple: [] }, /the file: Unrecognized key: "poeple"/],
    [
      { people: [{ email: 'kim' }, { email: 'x@example.com', groups: 'a' }] },
      /people\[0\]\.email: Invalid email/,
      /people\[1\]\.groups: /,
    ],
    [
      { people: [{ email: 'a@example.com' }, { email: 'a@example.com' }] },
      /people\[1\]\.email: a@example\.com is there twice/,
    ],
    [{ tables: [{ ...order, name: 'orders' }] }, /tables\[0\]\.name: expected catalog\.schema\.table/],
    [
      { tables: [{ ...order, rowFilter: { column: 'zip', ranges: {} } }] },
      /tables\[0\]\.rowFilter\.column: shop\.sales\.orders has no column zip/,
    ],
    [
      { tables: [{ ...order, mask: { column: 'fare', unmasked: [] } }] },
      /tables\[0\]\.mask\.column: .* has no column fare/,
    ],
    [{ tables: [{ ...order, rows: [[1]] }] }, /tables\[0\]\.rows\[0\]: has 1 values for 4 columns/],
    [
      { tables: [{ ...order, rows: 'trips' }] },
      /tables\[0\]\.columns: the generated trips have the columns tpep_pickup_datetime/,
    ],
    [
      { tables: [order], workbooks: [{ key: 'a', name: 'A', contents: demoWorkbooks('c')[0]?.contents }] },
      /there is no table samples\.nyctaxi\.trips/,
    ],
    [{ sigma: { tokenDeth: 'x' } }, /sigma: There is no switch "tokenDeth"/],
    [{ databricks: { deadRefreshStatus: 500 } }, /databricks: The switch "deadRefreshStatus" takes 400 or 401/],
  ];
  for (const [seed, ...problems] of cases) {
    it(JSON.stringify(seed).slice(0, 60), async () => {
      await assert.rejects(startSandbox({ seed: seed as Seed }), (error: unknown) => {
        assert.ok(error instanceof SeedError);
        for (const problem of problems) assert.match(error.message, problem);
        return true;
      });
    });
  }

  it('when it is a file: not there, not JSON, not a seed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'seed-'));
    try {
      const path = join(folder, 'seed.json');
      await assert.rejects(startSandbox({ seed: path }), /seed\.json cannot be used:\n {2}there is no such file/);
      writeFileSync(path, '{"people": [');
      await assert.rejects(startSandbox({ seed: path }), /it is not JSON/);
      writeFileSync(path, '[]');
      await assert.rejects(startSandbox({ seed: path }), /the file: Invalid input/);
      writeFileSync(path, JSON.stringify({ $schema: './seed.schema.json', ...SHOP }));
      await using sandbox = await startSandbox({ seed: path });
      assert.equal(sandbox.people[0]?.displayName, 'Kim Park');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it('the published schema names every part and forbids others', () => {
  const schema = seedJsonSchema() as { properties: object; additionalProperties: boolean };
  assert.deepEqual(Object.keys(schema.properties), [
    '$schema',
    'people',
    'tables',
    'teams',
    'userAttributes',
    'workbooks',
    'app',
    'databricks',
    'sigma',
  ]);
  assert.equal(schema.additionalProperties, false);
});

it('the published schema takes the seeds that the sandbox takes, and refuses what is misspelt', () => {
  const published: unknown = JSON.parse(readFileSync('packages/sandbox/seed.schema.json', 'utf8'));
  const schema = z.fromJSONSchema(published as Parameters<typeof z.fromJSONSchema>[0]);
  const workbook = { key: 'taxi', name: 'Taxi', contents: demoWorkbooks('$connection')[0]?.contents };
  for (const seed of [{}, SHOP, { workbooks: [workbook] }]) {
    assert.deepEqual(schema.safeParse(structuredClone(seed)).error, undefined);
  }
  const wrong = [
    { poeple: [] },
    { people: [{ email: 'kim' }] },
    { tables: [{ ...SHOP.tables?.[0], rows: 'trip' }] },
    { workbooks: [{ ...workbook, contents: { ...workbook.contents, elements: [{ id: 'a', kind: 'chart' }] } }] },
  ];
  for (const seed of wrong) assert.equal(schema.safeParse(seed).success, false, JSON.stringify(seed).slice(0, 60));
});
