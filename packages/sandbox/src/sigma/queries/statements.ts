// The SQL of each element, in Databricks' dialect. Knows no viewer: who sees what is decided by Databricks.
import type { ElementId } from '../workbooks.ts';

/** Elements that ask the warehouse. */
export type QueryElement = Exclude<ElementId, 'about-data'>;

export interface Statement {
  readonly text: string;
  readonly parameters: readonly { readonly name: string; readonly value: string; readonly type: string }[];
}

/** `:distance` is the control's value; `{trips}` stands for the table and the control's condition. */
const TEXTS: Readonly<Record<QueryElement, string>> = {
  viewer: 'SELECT current_user() AS viewer',
  kpis: 'SELECT count(*) AS trips, avg(trip_distance) AS distance, avg(fare_amount) AS fare {trips}',
  'by-zip':
    'SELECT pickup_zip, count(*) AS trips {trips} GROUP BY pickup_zip ORDER BY count(*) DESC, pickup_zip LIMIT 12',
  'by-day': 'SELECT CAST(tpep_pickup_datetime AS DATE) AS day, count(*) AS trips {trips} GROUP BY 1 ORDER BY 1',
  trips:
    'SELECT tpep_pickup_datetime, pickup_zip, dropoff_zip, trip_distance, fare_amount {trips} ' +
    'ORDER BY tpep_pickup_datetime DESC, pickup_zip, dropoff_zip LIMIT 100',
};

/** `distance` is in miles. The table's name is the sandbox's own, never a viewer's. */
export function statementOf(
  element: QueryElement,
  { distance, table }: { distance: number; table: string },
): Statement {
  const text = TEXTS[element];
  if (!text.includes('{trips}')) return { text, parameters: [] };
  return {
    text: text.replace('{trips}', `FROM ${table} WHERE trip_distance >= :distance`),
    parameters: [{ name: 'distance', value: String(distance), type: 'DOUBLE' }],
  };
}
