// Workbooks of a seed: its own, or a plain one for each of its tables. Knows no ids but the connection's.
import type { Contents } from '../sigma/documents/contents.ts';
import type { Workbook } from '../world.ts';
import type { ReadSeed, SeedTable } from './schema.ts';
import { demoWorkbooks, SAVED_VIEW } from './workbooks.ts';

export type SeededWorkbook = Pick<Workbook, 'contents' | 'key' | 'name' | 'savedViews' | 'tags'>;

export function workbooksOfSeed(
  { tables, workbooks }: Pick<ReadSeed, 'tables' | 'workbooks'>,
  connectionId: string,
): readonly SeededWorkbook[] {
  if (workbooks !== undefined) {
    return workbooks.map(({ contents, key, name, savedViews, tags }) => {
      const filled = JSON.stringify(contents).replaceAll('"$connection"', JSON.stringify(connectionId));
      return { key, name, contents: JSON.parse(filled) as Contents, savedViews, tags };
    });
  }
  if (tables === undefined) {
    return demoWorkbooks(connectionId).map(({ contents, key, name }) => ({
      key,
      name,
      contents,
      savedViews: [SAVED_VIEW],
      tags: ['Production'],
    }));
  }
  return tables.map((table) => ({
    key: table.name.replaceAll('.', '-'),
    name: table.name.split('.').at(-1) ?? table.name,
    contents: plainContents(table, connectionId),
    savedViews: [],
    tags: [],
  }));
}

/** Who asks, how many rows there are, and the rows. */
function plainContents({ columns, name }: SeedTable, connectionId: string): Contents {
  const path = name.split('.');
  const own = path.at(-1) ?? name;
  return {
    schemaVersion: 1,
    kind: 'workbook',
    pages: [{ id: 'page', name: own }],
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
        id: 'count',
        kind: 'kpi-chart',
        name: 'Rows',
        source: { kind: 'warehouse-table', connectionId, path },
        columns: [{ id: 'count', name: 'Rows', formula: 'Count()', format: { kind: 'number', formatString: ',.0f' } }],
        value: { columnId: 'count' },
      },
      {
        id: 'rows',
        kind: 'table',
        name: own,
        source: { kind: 'warehouse-table', connectionId, path },
        columns: columns.map((column) => ({ id: column.name, name: column.name, formula: `[${own}/${column.name}]` })),
      },
    ],
  };
}
