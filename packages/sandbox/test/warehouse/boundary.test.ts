// The boundary is the database itself: raw DuckDB SQL, past translation and checks, finds only Ana's rows in Ana's instance.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { createWorldClock } from '../../src/clock.ts';
import { createMemory } from '../../src/memory.ts';
import { PEOPLE } from '../../src/people.ts';
import { TABLES } from '../../src/seed/tables.ts';
import { createCatalog } from '../../src/warehouse/catalog/catalog.ts';
import { seedCatalog } from '../../src/warehouse/catalog/seed-catalog.ts';
import { openOwner, type Owner } from '../../src/warehouse/owner.ts';
import { openViewer, type Viewer } from '../../src/warehouse/viewer.ts';

let owner: Owner;
let ana: Viewer;
before(async () => {
  const [person] = PEOPLE;
  if (person === undefined) throw new Error('nobody');
  owner = await openOwner(TABLES);
  const seed = seedCatalog(TABLES, PEOPLE);
  const catalog = createCatalog(TABLES, seed, createMemory(createWorldClock()));
  ana = await openViewer(owner, catalog, person);
});
after(() => {
  ana.close();
  owner.close();
});

async function raw(sql: string): Promise<unknown[][]> {
  const connection = await ana.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRows();
  } finally {
    connection.closeSync();
  }
}

it('every table in the instance is one of the two, with permitted rows and no masked value', async () => {
  const tables = await raw(
    "SELECT database_name || '.' || schema_name || '.' || table_name FROM duckdb_tables() ORDER BY 1",
  );
  assert.deepEqual(tables.flat(), ['demo.taxi.trips', 'samples.nyctaxi.trips']);
  const [row] = await raw('SELECT min(pickup_zip), max(pickup_zip), count(fare_amount) FROM demo.taxi.trips');
  assert.deepEqual(row, [10001, 10282, 0n]);
});

it('files, other databases, extensions and settings are out of reach', async () => {
  const statements = [
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM '/etc/passwd'",
    "COPY (SELECT 1) TO 'sandbox-boundary.csv'",
    "ATTACH 'sandbox-boundary.db'",
    "EXPORT DATABASE 'sandbox-boundary'",
    'INSTALL httpfs',
    'LOAD httpfs',
    'SET enable_external_access = true',
    'RESET enable_external_access',
    'SET lock_configuration = false',
    "SET memory_limit = '10GB'",
    "SET GLOBAL temp_directory = '.'",
  ];
  for (const statement of statements) await assert.rejects(raw(statement), statement);
});

it('what one statement defines is gone for the next', async () => {
  await raw("CREATE OR REPLACE TEMP MACRO current_user() AS 'mia@example.com'");
  assert.deepEqual(await raw('SELECT current_user()'), [['ana@example.com']]);
});
