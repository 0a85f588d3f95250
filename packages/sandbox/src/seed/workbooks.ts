// The two workbooks of the usual world: the same pages over the vendor's sample table and over the copy with policies.
import type { Contents } from '../sigma/documents/contents.ts';

const WORKBOOKS = [
  {
    key: 'samples',
    name: 'Use Case - Databricks with OAuth',
    path: ['samples', 'nyctaxi', 'trips'],
    policy: 'No row filter and no mask: everybody with SELECT sees every trip.',
  },
  {
    key: 'area',
    name: 'Taxi by area',
    path: ['demo', 'taxi', 'trips'],
    policy:
      'A row filter on `pickup_zip` and a mask on `fare_amount` decide per viewer. Databricks applies them, not this page.',
  },
] as const;

/** Saved by nobody in particular, for everybody. */
export const SAVED_VIEW = { id: 'bm-long-trips', name: 'Long trips', variables: { Distance: '5' } } as const;

/** What stands on the pages, by the id of the connection. */
export function demoWorkbooks(
  connectionId: string,
): readonly { readonly key: string; readonly name: string; readonly contents: Contents }[] {
  return WORKBOOKS.map(({ key, name, path, policy }) => ({
    key,
    name,
    contents: contentsOf({ connectionId, path: [...path], policy }),
  }));
}

const number = (formatString: string) => ({ kind: 'number' as const, formatString });
const MONEY = number('$,.2f');
const MILES = number(',.1f mi');
const WHOLE = number(',.0f');

function contentsOf(of: { readonly connectionId: string; readonly path: string[]; readonly policy: string }): Contents {
  const { connectionId, path, policy } = of;
  const trips = { kind: 'table' as const, elementId: 'trips' };
  const one = (id: string, name: string, formula: string, format = WHOLE) => ({
    id: `kpi-${id}`,
    kind: 'kpi-chart' as const,
    name,
    source: trips,
    columns: [{ id, name, formula, format }],
    value: { columnId: id },
  });
  return {
    schemaVersion: 1,
    kind: 'workbook',
    pages: [
      { id: 'overview', name: 'Overview' },
      { id: 'patterns', name: 'Patterns' },
      { id: 'about', name: 'About this data' },
    ],
    elements: [
      {
        id: 'viewer',
        kind: 'kpi-chart',
        name: 'Queries run as',
        source: { kind: 'sql', connectionId, statement: 'SELECT current_user() AS viewer' },
        columns: [{ id: 'viewer', name: 'viewer', formula: '[Custom SQL/viewer]' }],
        value: { columnId: 'viewer' },
      },
      {
        id: 'distance-control',
        kind: 'control',
        controlId: 'Distance',
        name: 'Minimum distance',
        controlType: 'slider',
        mode: '>=',
        value: 0,
        source: {
          kind: 'manual',
          values: [0, 1, 2, 5, 10],
          labels: ['All trips', '1 mile or more', '2 miles or more', '5 miles or more', '10 miles or more'],
        },
        filters: [{ source: trips, columnId: 'distance' }],
      },
      one('trips', 'Trips', 'Count()'),
      one('distance', 'Average distance', 'Avg([Trips/Distance])', number(',.2f mi')),
      one('fare', 'Average fare', 'Avg([Trips/Fare])', MONEY),
      {
        id: 'by-zip',
        kind: 'bar-chart',
        name: 'Trips by pickup zip',
        source: trips,
        columns: [
          { id: 'zip', name: 'Pickup zip', formula: '[Trips/Pickup zip]' },
          { id: 'count', name: 'Trips', formula: 'Count()', format: WHOLE },
        ],
        xAxis: { columnId: 'zip' },
        yAxis: { columnIds: ['count'] },
        filters: [
          { id: 'busiest', kind: 'top-n', columnId: 'count', mode: 'top-n', rankingFunction: 'rank', rowCount: 12 },
        ],
      },
      {
        id: 'by-day',
        kind: 'line-chart',
        name: 'Trips per day',
        source: trips,
        columns: [
          {
            id: 'day',
            name: 'Day',
            formula: 'Date([Trips/Pickup time])',
            format: { kind: 'datetime', formatString: '%b %-d' },
          },
          { id: 'count', name: 'Trips', formula: 'Count()', format: WHOLE },
        ],
        xAxis: { columnId: 'day' },
        yAxis: { columnIds: ['count'] },
      },
      {
        id: 'trips',
        kind: 'table',
        name: 'Trips',
        source: { kind: 'warehouse-table', connectionId, path },
        columns: [
          {
            id: 'time',
            name: 'Pickup time',
            formula: '[trips/tpep_pickup_datetime]',
            format: { kind: 'datetime', formatString: '%b %-d, %H:%M' },
          },
          { id: 'pickup', name: 'Pickup zip', formula: '[trips/pickup_zip]' },
          { id: 'dropoff', name: 'Dropoff zip', formula: '[trips/dropoff_zip]' },
          { id: 'distance', name: 'Distance', formula: '[trips/trip_distance]', format: MILES },
          { id: 'fare', name: 'Fare', formula: '[trips/fare_amount]', format: MONEY },
        ],
        sort: [{ columnId: 'time', direction: 'descending' }],
      },
      {
        id: 'by-length',
        kind: 'pivot-table',
        name: 'Trips by pickup zip and length',
        source: trips,
        columns: [
          { id: 'zip', name: 'Pickup zip', formula: '[Trips/Pickup zip]' },
          {
            id: 'length',
            name: 'Length',
            formula:
              'If([Trips/Distance] < 1, "0 to 1 mi", [Trips/Distance] < 3, "1 to 3 mi", [Trips/Distance] < 10, "3 to 10 mi", "10 mi and more")',
          },
          { id: 'count', name: 'Trips', formula: 'Count()', format: WHOLE },
        ],
        rowsBy: [{ columnId: 'zip' }],
        columnsBy: [{ columnId: 'length' }],
        values: ['count'],
      },
      {
        id: 'tell',
        kind: 'button',
        text: 'Tell the page around this one',
        actions: [
          {
            id: 'tell-action',
            trigger: 'on-click',
            effects: [{ effect: 'generate-iframe-event', name: 'distance-shared', values: { distance: '[Distance]' } }],
          },
        ],
      },
      {
        id: 'about-data',
        kind: 'text',
        body: [
          '## About this data',
          `Every number here comes from \`${path.join('.')}\`, asked with the viewer's own Databricks token.`,
          policy,
          'The trips are generated. They have the shape of New York taxi trips of January and February 2016.',
        ].join('\n\n'),
      },
    ],
    layout: LAYOUT,
  };
}

const place = (elementId: string, columns: string, rows: string): string =>
  `  <Element elementId="${elementId}" gridColumn="${columns}" gridRow="${rows}"/>`;
const page = (id: string, ...places: readonly string[]): string =>
  [
    `<Page type="grid" gridTemplateColumns="repeat(24, 1fr)" gridTemplateRows="auto" id="${id}">`,
    ...places,
    '</Page>',
  ].join('\n');

const LAYOUT = [
  '<?xml version="1.0" encoding="utf-8"?>',
  page(
    'overview',
    place('viewer', '1 / 15', '1 / 3'),
    place('distance-control', '15 / 25', '1 / 3'),
    place('kpi-trips', '1 / 9', '3 / 6'),
    place('kpi-distance', '9 / 17', '3 / 6'),
    place('kpi-fare', '17 / 25', '3 / 6'),
    place('by-zip', '1 / 13', '6 / 16'),
    place('by-day', '13 / 25', '6 / 16'),
    place('trips', '1 / 25', '16 / 34'),
  ),
  page('patterns', place('by-length', '1 / 25', '1 / 20'), place('tell', '1 / 9', '20 / 22')),
  page('about', place('about-data', '1 / 25', '1 / 12')),
].join('\n');
