// What each person sees of the two tables, to the row.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { PEOPLE } from '../../src/people.ts';
import { generateTrips } from '../../src/seed/trips.ts';
import { createWarehouse } from '../../src/warehouse/warehouse.ts';
import type { Person } from '../../src/world.ts';
import { named, usualWorld } from './usual-world.ts';

const warehouse = createWarehouse(usualWorld());
after(() => warehouse.close());

const TRIPS = [...generateTrips()];

async function row(person: Person, statement: string): Promise<readonly (string | null)[]> {
  const { rows } = await warehouse.run(person, { statement }, new AbortController().signal);
  return rows[0] ?? [];
}

const within = (from: number, to: number): number =>
  TRIPS.filter(({ pickupZip }) => pickupZip >= from && pickupZip <= to).length;

describe('demo.taxi.trips', () => {
  const cases: [name: string, rows: number, fares: number, lowest: string, highest: string][] = [
    ['Ana', within(10001, 10282), 0, '10001', '10282'],
    ['Ben', within(11004, 11697), 0, '11004', '11697'],
    ['Mia', 21_932, 21_932, '7002', '11697'],
    ['Sam', 21_932, 0, '7002', '11697'],
  ];
  for (const [name, rows, fares, lowest, highest] of cases) {
    it(`${name} sees ${rows} trips from ${lowest} to ${highest}, ${fares} with a fare`, async () => {
      const seen = await row(
        named(name),
        'SELECT count(*), count(fare_amount), min(pickup_zip), max(pickup_zip), ' +
          'count_if(pickup_zip BETWEEN 10001 AND 10282), count_if(pickup_zip BETWEEN 11004 AND 11697) FROM demo.taxi.trips',
      );
      assert.deepEqual(seen.slice(0, 4), [String(rows), String(fares), lowest, highest]);
      if (name === 'Ana') assert.equal(seen[4], String(rows));
      if (name === 'Ben') assert.equal(seen[5], String(rows));
    });
  }

  it('Ana and Ben have not one trip in common, and together not all of them', () => {
    const [ana, ben] = [within(10001, 10282), within(11004, 11697)];
    assert.ok(ana > 15_000 && ben > 1500 && ana + ben < 21_932);
  });
});

describe('samples.nyctaxi.trips', () => {
  it('is the same for everybody with SELECT, fares included', async () => {
    for (const name of ['Ana', 'Ben', 'Mia', 'Sam']) {
      const seen = await row(named(name), 'SELECT count(*), count(fare_amount) FROM samples.nyctaxi.trips');
      assert.deepEqual(seen, ['21932', '21932'], name);
    }
  });

  it('has six columns, 206 zip codes and plausible values, the same in every sandbox', async () => {
    const trips = 'samples.nyctaxi.trips';
    const [first] = TRIPS;
    const one = await warehouse.run(
      named('Mia'),
      { statement: `SELECT * FROM ${trips} LIMIT 1` },
      new AbortController().signal,
    );
    assert.deepEqual(
      one.columns.map(({ name, typeName }) => `${name} ${typeName}`),
      [
        'tpep_pickup_datetime TIMESTAMP',
        'tpep_dropoff_datetime TIMESTAMP',
        'trip_distance DOUBLE',
        'fare_amount DOUBLE',
        'pickup_zip INT',
        'dropoff_zip INT',
      ],
    );
    assert.equal(one.rows[0]?.[4], String(first?.pickupZip));
    const [zips] = await row(
      named('Mia'),
      `SELECT count(DISTINCT z) FROM (SELECT pickup_zip AS z FROM ${trips} UNION ALL SELECT dropoff_zip FROM ${trips})`,
    );
    assert.equal(zips, '206');
    const [low, high, far, from, to] = await row(
      named('Mia'),
      `SELECT min(fare_amount), max(fare_amount), max(trip_distance), min(tpep_pickup_datetime), max(tpep_pickup_datetime) FROM ${trips}`,
    );
    assert.ok(Number(low) >= -8 && Number(low) < 0 && Number(high) <= 275 && Number(far) <= 30.6);
    assert.ok((from ?? '') >= '2016-01-01T00:00:00.000Z' && (to ?? '') < '2016-03-01T00:00:00.000Z');
    const twice = [...generateTrips()];
    assert.deepEqual(twice, TRIPS);
  });
});

describe('who is asking', () => {
  for (const person of PEOPLE) {
    it(`${person.givenName} is current_user(), in every spelling, with and without a schema`, async () => {
      const statement = 'SELECT current_user(), CURRENT_USER, session_user()';
      const signal = new AbortController().signal;
      for (const place of [{}, { catalog: 'demo', schema: 'taxi' }, { catalog: 'samples', schema: 'nyctaxi' }]) {
        const { rows } = await warehouse.run(person, { statement, ...place }, signal);
        assert.deepEqual(rows, [[person.email, person.email, person.email]]);
      }
    });
  }

  it('group functions know the groups', async () => {
    const statement = "SELECT is_account_group_member('manhattan'), is_member('finance')";
    assert.deepEqual(await row(named('Ana'), statement), ['true', 'false']);
    assert.deepEqual(await row(named('Mia'), statement), ['false', 'true']);
    assert.deepEqual(await row(named('Eve'), statement), ['false', 'false']);
  });
});

it('thirty statements of five people at once all answer as the right person', async () => {
  const runs = Array.from({ length: 30 }, (_, index) => PEOPLE[index % PEOPLE.length] ?? named('Ana'));
  const seen = await Promise.all(runs.map((person) => row(person, 'SELECT current_user()')));
  assert.deepEqual(
    seen.map(([email]) => email),
    runs.map(({ email }) => email),
  );
});

it('twenty viewers at once see their own rows, each in a database of their own', async () => {
  const many = Array.from({ length: 20 }, (_, index) => ({
    ...named(index % 2 === 0 ? 'Ana' : 'Ben'),
    id: `9${index}`,
    email: index % 2 === 0 ? 'ana@example.com' : 'ben@example.com',
  }));
  const seen = await Promise.all(
    many.map((person) => row(person, 'SELECT current_user(), min(pickup_zip), max(pickup_zip) FROM demo.taxi.trips')),
  );
  for (const [index, answer] of seen.entries()) {
    assert.deepEqual(
      answer,
      index % 2 === 0 ? ['ana@example.com', '10001', '10282'] : ['ben@example.com', '11004', '11697'],
    );
  }
});

it('Databricks spellings run: back-ticks, null-safe equality, GROUP BY ALL, date_trunc', async () => {
  const seen = await row(
    named('Ben'),
    "SELECT date_trunc('DAY', `tpep_pickup_datetime`) AS day, count(*) AS n FROM `demo`.`taxi`.`trips` " +
      'WHERE (fare_amount <=> NULL) GROUP BY ALL ORDER BY day LIMIT 1',
  );
  assert.equal(seen[0], '2016-01-01T00:00:00.000Z');
  assert.ok(Number(seen[1]) > 0);
});
