// The two tables of the usual world. Both hold the same trips: the vendor's samples carry no policy, the copy in `demo` both kinds.
import type { Column, Table } from '../world.ts';

const TRIP_COLUMNS: readonly Column[] = [
  { name: 'tpep_pickup_datetime', type: 'TIMESTAMP' },
  { name: 'tpep_dropoff_datetime', type: 'TIMESTAMP' },
  { name: 'trip_distance', type: 'DOUBLE' },
  { name: 'fare_amount', type: 'DOUBLE' },
  { name: 'pickup_zip', type: 'INTEGER' },
  { name: 'dropoff_zip', type: 'INTEGER' },
];

export const TABLES: readonly Table[] = [
  { catalog: 'samples', schema: 'nyctaxi', name: 'trips', columns: TRIP_COLUMNS, rows: 'trips', isVendors: true },
  {
    catalog: 'demo',
    schema: 'taxi',
    name: 'trips',
    columns: TRIP_COLUMNS,
    rows: 'trips',
    rowFilter: {
      column: 'pickup_zip',
      ranges: { manhattan: [10001, 10282], queens: [11004, 11697] },
      unfiltered: ['admins'],
    },
    mask: { column: 'fare_amount', unmasked: ['finance'] },
  },
];
