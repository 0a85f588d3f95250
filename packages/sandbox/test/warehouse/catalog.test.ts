// Unity Catalog by statements: who may see what exists, grants, row filters and masks, and what changing them does to rows.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { TABLES } from '../../src/seed/tables.ts';
import { QueryFailure } from '../../src/warehouse/failure.ts';
import { createWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';
import type { World } from '../../src/world.ts';
import { named, usualWorld } from './usual-world.ts';

let world: Pick<World, 'memory' | 'people' | 'tables'>;
let warehouse: Warehouse;
beforeEach(() => {
  world = usualWorld();
  warehouse = createWarehouse(world);
});
afterEach(() => warehouse.close());

async function run(name: string, statement: string, place = {}): Promise<readonly (readonly (string | null)[])[]> {
  const { rows } = await warehouse.run(named(name), { statement, ...place }, AbortSignal.timeout(20_000));
  return rows;
}

async function refused(name: string, statement: string): Promise<string> {
  try {
    await run(name, statement);
  } catch (problem) {
    if (problem instanceof QueryFailure) return `${problem.sqlState} ${problem.message}`;
    throw problem;
  }
  throw new Error(`${statement} was not refused`);
}

const COUNT = 'SELECT count(*), count(fare_amount) FROM demo.taxi.trips';

describe('looking', () => {
  it('catalogs, schemas, tables and columns are shown to those who have something there', async () => {
    assert.deepEqual(await run('Ana', 'SHOW CATALOGS'), [['demo'], ['samples']]);
    assert.deepEqual(await run('Mia', 'SHOW CATALOGS'), [['demo'], ['samples'], ['system']]);
    assert.deepEqual(await run('Ana', 'SHOW SCHEMAS IN demo'), [['taxi']]);
    assert.deepEqual(await run('Ana', 'SHOW TABLES IN `demo`.taxi'), [['taxi', 'trips', 'false']]);
    assert.deepEqual(await run('Eve', 'SHOW TABLES IN demo.taxi'), []);
    assert.equal((await run('Ana', 'SHOW COLUMNS IN demo.taxi.trips')).length, 6);
    const place = { catalog: 'demo', schema: 'taxi' };
    assert.deepEqual(await run('Ana', 'show tables;', place), [['taxi', 'trips', 'false']]);
    assert.match(await refused('Ana', 'SHOW TABLES IN demo.other'), /^42704 \[SCHEMA_NOT_FOUND\]/);
  });

  it('a table is described to those who may read it, with its filter and masks when asked', async () => {
    const [first] = await run('Ana', 'DESCRIBE TABLE demo.taxi.trips');
    assert.deepEqual(first, ['tpep_pickup_datetime', 'timestamp', null]);
    const long = await run('Ana', 'DESC EXTENDED demo.taxi.trips');
    assert.ok(long.some(([name, value]) => name === 'Function' && value === 'demo.taxi.trips_row_filter'));
    assert.ok(long.some(([name, value]) => name === 'fare_amount' && value === 'demo.taxi.trips_fare_amount_mask'));
    assert.match(
      await refused('Eve', 'DESCRIBE demo.taxi.trips'),
      /User does not have SELECT on Table 'demo\.taxi\.trips'/,
    );
  });

  it('grants are shown in full to owners, and those that count for them to others', async () => {
    const all = await run('Mia', 'SHOW GRANTS ON TABLE demo.taxi.trips');
    assert.ok(all.some(([principal]) => principal === 'ben@example.com'));
    const own = await run('Ana', 'SHOW GRANTS ON TABLE demo.taxi.trips');
    assert.deepEqual(own, [
      ['account users', 'USE CATALOG', 'CATALOG', 'demo'],
      ['account users', 'USE SCHEMA', 'SCHEMA', 'demo.taxi'],
      ['ana@example.com', 'SELECT', 'TABLE', 'demo.taxi.trips'],
    ]);
    const ofBen = await run('Mia', 'SHOW GRANTS `ben@example.com` ON TABLE demo.taxi.trips');
    assert.deepEqual(ofBen, [['ben@example.com', 'SELECT', 'TABLE', 'demo.taxi.trips']]);
  });
});

describe('granting', () => {
  it('a grant to a person or a group lets them read, and a revocation ends that at the next statement', async () => {
    assert.match(
      await refused('Eve', COUNT),
      /^42501 \[INSUFFICIENT_PERMISSIONS\] Insufficient privileges:\nUser does not have SELECT on Table 'demo\.taxi\.trips'/,
    );
    await run('Mia', 'GRANT SELECT ON TABLE demo.taxi.trips TO `eve@example.com`');
    assert.deepEqual(await run('Eve', COUNT), [['0', '0']], 'the row filter counts for her as well');
    assert.deepEqual(await run('Eve', 'SHOW TABLES IN demo.taxi'), [['taxi', 'trips', 'false']]);
    await run('Mia', 'REVOKE SELECT ON TABLE demo.taxi.trips FROM `eve@example.com`');
    assert.match(await refused('Eve', COUNT), /SELECT on Table/);
    await run('Mia', 'GRANT SELECT ON SCHEMA demo.taxi TO `account users`');
    assert.deepEqual(await run('Eve', COUNT), [['0', '0']]);
  });

  it("samples are the vendor's: even owners grant and change nothing there, unless the seed brings its own", async () => {
    const statements = [
      'GRANT SELECT ON SCHEMA samples.nyctaxi TO `account users`',
      'GRANT USE CATALOG ON CATALOG samples TO manhattan',
      'REVOKE SELECT ON TABLE samples.nyctaxi.trips FROM `ana@example.com`',
      'CREATE FUNCTION samples.nyctaxi.f(x INT) RETURN true',
      'DROP FUNCTION IF EXISTS samples.nyctaxi.f',
      'ALTER TABLE samples.nyctaxi.trips SET ROW FILTER demo.taxi.trips_row_filter ON (pickup_zip)',
      'ALTER TABLE samples.nyctaxi.trips ALTER COLUMN fare_amount SET MASK demo.taxi.trips_fare_amount_mask',
    ];
    for (const statement of statements) {
      assert.match(await refused('Mia', statement), /^42501 .*User does not have MANAGE on/s, statement);
    }
    assert.deepEqual(await run('Ana', 'SELECT count(*) FROM samples.nyctaxi.trips'), [['21932']]);
    const tables = TABLES.map((table) => Object.assign({}, table, { isVendors: undefined }));
    const seeded = createWarehouse({ ...usualWorld(), tables });
    for (const statement of statements.slice(0, 5)) {
      await seeded.run(named('Mia'), { statement }, AbortSignal.timeout(20_000));
    }
    await seeded.close();
  });

  it('catalog and schema come first, each named in the refusal', async () => {
    await run('Mia', 'REVOKE USE SCHEMA ON SCHEMA demo.taxi FROM `account users`');
    assert.match(await refused('Ana', COUNT), /USE SCHEMA on Schema 'demo\.taxi'/);
    await run('Mia', 'REVOKE USE CATALOG ON CATALOG demo FROM `account users`');
    assert.match(await refused('Ana', COUNT), /USE CATALOG on Catalog 'demo'/);
    await run('Mia', 'GRANT ALL PRIVILEGES ON CATALOG demo TO manhattan');
    assert.notDeepEqual(await run('Ana', COUNT), [['0', '0']]);
  });

  it('only owners grant, and nobody is granted what does not exist', async () => {
    const statements = [
      'GRANT SELECT ON TABLE demo.taxi.trips TO `ana@example.com`',
      'REVOKE SELECT ON TABLE demo.taxi.trips FROM `ben@example.com`',
      'GRANT ALL PRIVILEGES ON CATALOG demo TO `ana@example.com`',
      'CREATE FUNCTION demo.taxi.f(x INT) RETURN true',
      'CREATE OR REPLACE FUNCTION demo.taxi.trips_row_filter(pickup_zip INT) RETURN true',
      'DROP FUNCTION demo.taxi.trips_row_filter',
      'ALTER TABLE demo.taxi.trips DROP ROW FILTER',
      'ALTER TABLE demo.taxi.trips ALTER COLUMN fare_amount DROP MASK',
      'ALTER TABLE demo.taxi.trips SET ROW FILTER demo.taxi.trips_row_filter ON (dropoff_zip)',
      'ALTER TABLE demo.taxi.trips ALTER COLUMN fare_amount SET MASK demo.taxi.trips_fare_amount_mask',
    ];
    for (const statement of statements) {
      assert.match(await refused('Ana', statement), /^42501 .*User does not have MANAGE on/s, statement);
    }
    assert.equal((await run('Ana', COUNT))[0]?.[1], '0');
    assert.match(await refused('Mia', 'GRANT SELECT ON TABLE demo.taxi.nothing TO ana'), /TABLE_OR_VIEW_NOT_FOUND/);
    assert.match(await refused('Mia', 'GRANT FLY ON TABLE demo.taxi.trips TO ana'), /^42601 .*near 'FLY'/);
    assert.match(await refused('Mia', 'GRANT SELECT ON TABLE demo.taxi.trips TO ana ben'), /^42601 .*near 'ben'/);
  });

  it('a group may be given the right to manage', async () => {
    await run('Mia', 'GRANT MANAGE ON TABLE demo.taxi.trips TO manhattan');
    await run('Ana', 'ALTER TABLE demo.taxi.trips ALTER COLUMN fare_amount DROP MASK');
    const [[rows, fares] = []] = await run('Ana', COUNT);
    assert.equal(rows, fares);
  });
});

describe('row filters and masks', () => {
  it('a new filter counts for everybody, owners included, from the next statement on', async () => {
    await run(
      'Mia',
      "CREATE FUNCTION demo.taxi.own(who STRING, zip INT) RETURN current_user() = 'ben@example.com' AND zip > 11400",
    );
    await run(
      'Mia',
      "CREATE OR REPLACE FUNCTION demo.taxi.own(zip INT) RETURNS BOOLEAN RETURN zip > 11400 AND NOT is_account_group_member('admins')",
    );
    await run('Mia', 'ALTER TABLE demo.taxi.trips SET ROW FILTER demo.taxi.own ON (pickup_zip)');
    assert.deepEqual(await run('Mia', 'SELECT count(*) FROM demo.taxi.trips'), [['0']]);
    const [[low = ''] = []] = await run('Ana', 'SELECT min(pickup_zip) FROM demo.taxi.trips');
    assert.ok(Number(low) > 11_400);
    await run('Mia', 'ALTER TABLE demo.taxi.trips DROP ROW FILTER');
    assert.deepEqual(await run('Ana', 'SELECT count(*) FROM demo.taxi.trips'), [['21932']]);
  });

  it('a mask may look at other columns', async () => {
    await run(
      'Mia',
      'CREATE FUNCTION demo.taxi.near(fare DOUBLE, miles DOUBLE) RETURN CASE WHEN miles < 1 THEN fare ELSE -1 END',
    );
    await run(
      'Mia',
      'ALTER TABLE demo.taxi.trips ALTER COLUMN fare_amount SET MASK demo.taxi.near USING COLUMNS (trip_distance)',
    );
    const [[far] = []] = await run('Ana', 'SELECT max(fare_amount) FROM demo.taxi.trips WHERE trip_distance >= 1');
    assert.equal(far, '-1.0');
  });

  it('a function that does not exist, does not fit or does not parse changes nothing', async () => {
    const before = await run('Ana', COUNT);
    const statements: [statement: string, text: RegExp][] = [
      ['ALTER TABLE demo.taxi.trips SET ROW FILTER demo.taxi.nothing ON (pickup_zip)', /UNRESOLVED_ROUTINE/],
      ['ALTER TABLE demo.taxi.trips SET ROW FILTER demo.taxi.trips_row_filter ON ()', /UNRESOLVED_ROUTINE/],
      ['ALTER TABLE demo.taxi.trips SET ROW FILTER demo.taxi.trips_row_filter ON (nothing)', /UNRESOLVED_COLUMN/],
      [
        'ALTER TABLE demo.taxi.trips ALTER COLUMN nothing SET MASK demo.taxi.trips_fare_amount_mask',
        /UNRESOLVED_COLUMN/,
      ],
      ['CREATE FUNCTION demo.taxi.trips_row_filter(x INT) RETURN true', /ROUTINE_ALREADY_EXISTS/],
      ['CREATE FUNCTION demo.taxi.f(x INT) RETURN (', /42601/],
      ['CREATE FUNCTION demo.taxi.f(x INT) RETURN', /SQLSTATE/],
      ['CREATE FUNCTION demo.taxi.f(x INT) RETURN nothing(x)', /UNRESOLVED_ROUTINE/],
      ['CREATE FUNCTION demo.taxi.f(x INT) RETURN y', /UNRESOLVED_COLUMN/],
      ['CREATE FUNCTION demo.taxi.f(x INT) RETURN (SELECT max(pickup_zip) FROM trips)', /UNSUPPORTED_FEATURE/],
      [
        "CREATE FUNCTION demo.taxi.f(x INT) RETURN (SELECT max(content) FROM read_text('/etc/passwd'))",
        /UNSUPPORTED_FEATURE/,
      ],
      ['CREATE FUNCTION demo.taxi.f(x INT) RETURN 1; DROP TABLE trips', /SQLSTATE/],
      ['CREATE FUNCTION demo.taxi.f(x INT) RETURN 1) ; DROP TABLE trips --', /SQLSTATE/],
      ['CREATE FUNCTION demo.other.f(x INT) RETURN 1', /SCHEMA_NOT_FOUND/],
      ['DROP FUNCTION demo.taxi.nothing', /UNRESOLVED_ROUTINE/],
      ['DROP FUNCTION demo.taxi.trips_row_filter', /FUNCTION_IN_USE/],
    ];
    for (const [statement, text] of statements) assert.match(await refused('Mia', statement), text, statement);
    await run('Mia', 'DROP FUNCTION IF EXISTS demo.taxi.nothing');
    assert.deepEqual(await run('Ana', COUNT), before);
  });

  it('a statement that runs meanwhile ends undisturbed', async () => {
    const slow = run('Ana', 'SELECT count(*) FROM demo.taxi.trips a, range(2000) b');
    const [other] = await Promise.all([
      run('Mia', 'ALTER TABLE demo.taxi.trips DROP ROW FILTER').then(() =>
        run('Ana', 'SELECT count(*) FROM demo.taxi.trips'),
      ),
      slow,
    ]);
    assert.deepEqual(other, [['21932']]);
    assert.match((await slow)[0]?.[0] ?? '', /^\d+$/);
  });

  it('a snapshot that comes back brings its policies with it', async () => {
    const snapshot = world.memory.snapshot();
    const before = await run('Ana', COUNT);
    await run('Mia', 'ALTER TABLE demo.taxi.trips DROP ROW FILTER');
    assert.notDeepEqual(await run('Ana', COUNT), before);
    world.memory.restore(snapshot);
    assert.deepEqual(await run('Ana', COUNT), before);
  });
});

describe('system tables', () => {
  it('owners read them, by any spelling, always as they are now', async () => {
    const history: object[] = [];
    warehouse.setJournal({
      history: () => history,
      audit: () => [{ action_name: 'login', user_identity: { email: 'ana@example.com' }, request_params: { a: '1' } }],
    });
    assert.deepEqual(await run('Mia', 'SELECT count(*) FROM system.query.history'), [['0']]);
    history.push({ statement_id: 'x', executed_by: 'ana@example.com', compute: { warehouse_id: 'w' } });
    for (const from of ['system.query.history', '`system`.`query`.`history`', 'SYSTEM.query.HISTORY']) {
      assert.deepEqual(await run('Mia', `SELECT executed_by, compute.warehouse_id FROM ${from}`), [
        ['ana@example.com', 'w'],
      ]);
    }
    const audit = await run('Mia', "SELECT user_identity.email, request_params['a'] FROM system.access.audit");
    assert.deepEqual(audit, [['ana@example.com', '1']]);
    assert.deepEqual(await run('Mia', "SELECT 'system.query.history'"), [['system.query.history']]);
    assert.match(await refused('Ana', 'SELECT * FROM system.query.history'), /USE CATALOG on Catalog 'system'/);
  });
});
