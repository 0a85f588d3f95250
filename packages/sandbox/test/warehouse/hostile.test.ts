// Statements that try to see more than Ana may. None may run, or what runs must show her nothing new.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { PEOPLE } from '../../src/people.ts';
import { QueryFailure } from '../../src/warehouse/failure.ts';
import { createWarehouse } from '../../src/warehouse/warehouse.ts';
import { usualWorld } from './usual-world.ts';

const warehouse = createWarehouse(usualWorld());
const folder = mkdtempSync(join(tmpdir(), 'sandbox-hostile-'));
const secret = join(folder, 'secret.csv');
writeFileSync(secret, 'hidden\nswordfish\n');
after(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true });
});

const [ana, , , eve] = PEOPLE;

async function run(statement: string, person = ana): Promise<unknown[] | string> {
  if (person === undefined) throw new Error('nobody');
  try {
    return (await warehouse.run(person, { statement }, AbortSignal.timeout(20_000))).rows.flat();
  } catch (problem) {
    if (problem instanceof QueryFailure) return problem.message;
    throw problem;
  }
}

describe('refused before it runs', () => {
  const statements = [
    `COPY demo.taxi.trips TO '${join(folder, 'out.csv')}'`,
    `COPY (SELECT 1) TO '${join(folder, 'out.csv')}'`,
    `ATTACH '${join(folder, 'x.db')}' AS x`,
    'DETACH demo',
    'PRAGMA database_list',
    'PRAGMA enable_external_access = true',
    'SET enable_external_access = true',
    'RESET enable_external_access',
    'SET VARIABLE x = 1',
    'CREATE TABLE demo.taxi.mine AS SELECT 1',
    'CREATE OR REPLACE MACRO current_user() AS 1',
    'CREATE FUNCTION demo.taxi.f() RETURNS INT RETURN 1',
    'DROP TABLE demo.taxi.trips',
    'ALTER TABLE demo.taxi.trips ADD COLUMN x INT',
    'ALTER TABLE demo.taxi.trips DROP ROW FILTER',
    'INSERT INTO demo.taxi.trips SELECT * FROM demo.taxi.trips',
    'UPDATE demo.taxi.trips SET fare_amount = 1',
    'DELETE FROM demo.taxi.trips',
    'TRUNCATE TABLE demo.taxi.trips',
    'INSTALL httpfs',
    'LOAD httpfs',
    'CALL pragma_version()',
    'EXPLAIN SELECT 1',
    'EXPLAIN ANALYZE SELECT 1',
    'SHOW TABLES',
    'DESCRIBE HISTORY demo.taxi.trips',
    'SHOW CREATE TABLE demo.taxi.trips',
    'ALTER TABLE demo.taxi.trips ALTER COLUMN fare_amount DROP MASK',
    'REVOKE SELECT ON TABLE demo.taxi.trips FROM `ben@example.com`',
    'SELECT * FROM system.query.history',
    'SELECT * FROM system_.query.history',
    'SELECT * FROM system.access.audit',
    'SUMMARIZE demo.taxi.trips',
    'USE demo.taxi',
    'CHECKPOINT',
    'BEGIN TRANSACTION',
    'PREPARE p AS SELECT 1',
    'EXECUTE p',
    'GRANT SELECT ON TABLE demo.taxi.trips TO `ana@example.com`',
    'SELECT 1; DROP TABLE demo.taxi.trips',
    'SELECT 1; SELECT 2',
    'PIVOT demo.taxi.trips ON pickup_zip USING count(*)',
    `SELECT * FROM read_csv('${secret}')`,
    `SELECT * FROM read_csv_auto('${secret}')`,
    `SELECT * FROM read_text('${secret}')`,
    `SELECT * FROM read_blob('${secret}')`,
    `SELECT * FROM read_json('${secret}')`,
    `SELECT * FROM read_parquet('${secret}')`,
    `SELECT * FROM glob('${folder}/*')`,
    `SELECT * FROM '${secret}'`,
    `SELECT * FROM \`${secret}\``,
    `SELECT * FROM csv.\`${secret}\``,
    `SELECT (SELECT max(hidden) FROM read_csv('${secret}'))`,
    `WITH c AS (SELECT * FROM read_csv('${secret}')) SELECT * FROM c`,
    `SELECT 1 UNION ALL SELECT * FROM read_csv('${secret}')`,
    `SELECT 1 WHERE EXISTS (SELECT * FROM read_csv('${secret}'))`,
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('trips')",
    'SELECT * FROM duckdb_settings()',
    'SELECT * FROM duckdb_databases()',
    'SELECT * FROM duckdb_secrets()',
    'SELECT * FROM pragma_database_list()',
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM json_execute_serialized_sql('{}')",
    'SELECT * FROM sqlite_master',
    'SELECT * FROM pg_catalog.pg_tables',
    'SELECT * FROM information_schema.tables',
    'SELECT * FROM main.trips',
    'SELECT * FROM memory.main.trips',
    'SELECT * FROM system.main.duckdb_tables',
    'SELECT * FROM temp.main.trips',
    'SELECT * FROM other.schema.trips',
    'SELECT 1e400',
    '',
    '   ;',
    '-- nothing',
  ];
  for (const statement of statements) {
    it(statement.replaceAll(folder, '…') || '(empty)', async () => {
      const answer = await run(statement);
      assert.equal(typeof answer, 'string', JSON.stringify(answer));
      assert.match(String(answer), /SQLSTATE/);
      assert.doesNotMatch(String(answer), /swordfish/);
    });
  }
});

describe('runs, and shows Ana nothing that is not hers', () => {
  it('no filter, mask, join, window or aggregate brings back a hidden zip or fare', async () => {
    const statements = [
      'SELECT count(*) FROM demo.taxi.trips WHERE pickup_zip NOT BETWEEN 10001 AND 10282',
      'SELECT count(fare_amount) FROM demo.taxi.trips',
      'SELECT count(*) FROM demo.taxi.trips WHERE fare_amount > 0 OR fare_amount <= 0',
      'SELECT count(*) FROM (SELECT * FROM demo.taxi.trips) t WHERE t.fare_amount IS NOT NULL',
      'SELECT count(x.fare_amount) FROM demo.taxi.trips AS x TABLESAMPLE (50 PERCENT)',
      'WITH trips AS (SELECT * FROM demo.taxi.trips) SELECT count(fare_amount) FROM trips',
      'SELECT count(*) FROM demo.taxi.trips WHERE 1 / fare_amount > 0',
    ];
    for (const statement of statements) assert.deepEqual(await run(statement), ['0'], statement);
  });

  it('a CTE cannot take the name of a table in full', async () => {
    const all = 'WITH `demo.taxi.trips` AS (SELECT 1) SELECT count(fare_amount) FROM demo.taxi.trips';
    assert.deepEqual(await run(all), ['0']);
  });

  it("the engine's own current_user() names nobody", async () => {
    const answer = await run('SELECT system.main.current_user()');
    assert.ok(typeof answer === 'string' || answer[0] === 'duckdb', JSON.stringify(answer));
  });

  it('settings can be read but say nothing of the machine', async () => {
    const answer = await run("SELECT current_setting('enable_external_access')");
    assert.deepEqual(answer, ['false']);
    for (const name of ['getenv', 'read_text', 'load_extension']) {
      assert.equal(typeof (await run(`SELECT ${name}('HOME')`)), 'string', name);
    }
  });

  it('error messages carry no row of anybody else', async () => {
    const answer = String(
      await run("SELECT CAST(CAST(pickup_zip AS STRING) || 'x' AS INT) / 0, error(pickup_zip) FROM demo.taxi.trips"),
    );
    assert.doesNotMatch(answer, /\b11[0-6]\d\d\b/);
  });
});

it('Eve can name the tables in any way and reads none', async () => {
  const statements = [
    'SELECT count(*) FROM demo.taxi.trips',
    'SELECT count(*) FROM DEMO.TAXI.TRIPS',
    'WITH c AS (SELECT * FROM samples.nyctaxi.trips) SELECT count(*) FROM c',
    'SELECT (SELECT count(*) FROM `samples`.`nyctaxi`.`trips`)',
  ];
  for (const statement of statements) assert.match(String(await run(statement, eve)), /^\[INSUFFICIENT_PERMISSIONS\]/);
  assert.match(String(await run('WITH trips AS (SELECT 1) SELECT * FROM trips, demo.taxi.trips', eve)), /INSUFFICIENT/);
});

it('greedy statements end in an error, and the next one works', async () => {
  const memory = await run('SELECT list(a.range) FROM range(200000000) a');
  assert.equal(typeof memory, 'string', JSON.stringify(memory).slice(0, 100));
  assert.match(String(await run("SELECT repeat('x', 1000000) FROM range(100)")), /^Inline byte limit exceeded/);
  const deep = `SELECT ${'('.repeat(3000)}1${')'.repeat(3000)}`;
  assert.ok((await run(deep).catch((problem: unknown) => String(problem))) !== undefined);
  assert.deepEqual(await run('SELECT current_user()'), ['ana@example.com']);
});

it('a statement that takes too long is stopped, and the next one works', async () => {
  const endless = 'SELECT count(*) FROM range(3000000) a CROSS JOIN range(3000000) b WHERE a.range + b.range = 7';
  if (ana === undefined) throw new Error('nobody');
  await assert.rejects(warehouse.run(ana, { statement: endless }, AbortSignal.timeout(500)), {
    errorCode: 'DEADLINE_EXCEEDED',
    sqlState: '57014',
  });
  assert.deepEqual(await run('SELECT current_user()'), ['ana@example.com']);
});

it('nothing was written', () => {
  assert.deepEqual(readdirSync(folder), ['secret.csv']);
  assert.ok(existsSync(secret));
});
