// Reads a seed: its shape, and what must fit together. All problems are told at once. Knows no server.
import { readFileSync } from 'node:fs';
import { compileProblems } from '../sigma/documents/compile.ts';
import { isData } from '../sigma/documents/contents.ts';
import { layoutProblems } from '../sigma/documents/layout.ts';
import { DATABRICKS_SWITCHES } from '../databricks/switches.ts';
import { SIGMA_SWITCHES } from '../sigma/switches.ts';
import { readSwitches, type SwitchTable } from '../switches.ts';
import { SEED, type ReadSeed, type Seed } from './schema.ts';
import { TABLES } from './tables.ts';

/** A seed that cannot be used. One line per problem, each with its place. */
export class SeedError extends Error {
  readonly problems: readonly string[];

  constructor(from: string, problems: readonly string[]) {
    super([`${from} cannot be used:`, ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.name = 'SeedError';
    this.problems = problems;
  }
}

/** Reads a seed file. @throws SeedError when it is not there, is not JSON or does not fit. */
export function readSeedFile(path: string): ReadSeed {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (problem) {
    const code = problem instanceof Error && 'code' in problem ? String(problem.code) : 'unknown error';
    throw new SeedError(path, [code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`]);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (problem) {
    throw new SeedError(path, [`it is not JSON: ${problem instanceof Error ? problem.message : String(problem)}`]);
  }
  return readSeed(value as Seed, path);
}

/** Reads a seed. @throws SeedError when it does not fit. */
export function readSeed(value: Seed, from = 'The seed'): ReadSeed {
  const parsed = SEED.safeParse(value);
  if (!parsed.success) {
    throw new SeedError(
      from,
      parsed.error.issues.map(({ message, path }) => `${placeOf(path)}: ${message}`),
    );
  }
  const problems = [
    ...peopleProblems(parsed.data),
    ...tableProblems(parsed.data),
    ...workbookProblems(parsed.data),
    ...switchProblems('databricks', DATABRICKS_SWITCHES, parsed.data.databricks),
    ...switchProblems('sigma', SIGMA_SWITCHES, parsed.data.sigma),
  ];
  if (problems.length > 0) throw new SeedError(from, problems);
  return parsed.data;
}

/** Such as `people[0].email`. */
function placeOf(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text.replace(/^\./, '') || 'the file';
}

function peopleProblems({ people = [] }: ReadSeed): string[] {
  const emails = people.map(({ email }) => email);
  return emails.flatMap((email, at) =>
    emails.indexOf(email) < at ? [`people[${at}].email: ${email} is there twice`] : [],
  );
}

function tableProblems({ tables = [] }: ReadSeed): string[] {
  return tables.flatMap(({ columns, mask, name, rowFilter, rows }, at) => {
    const names = columns.map((column) => column.name);
    const place = `tables[${at}]`;
    return [
      ...(tables.findIndex((table) => table.name === name) < at ? [`${place}.name: ${name} is there twice`] : []),
      ...(rowFilter !== undefined && !names.includes(rowFilter.column)
        ? [`${place}.rowFilter.column: ${name} has no column ${rowFilter.column}`]
        : []),
      ...(mask !== undefined && !names.includes(mask.column)
        ? [`${place}.mask.column: ${name} has no column ${mask.column}`]
        : []),
      ...(rows === 'trips' ? tripsProblems(names, place) : []),
      ...(rows === 'trips'
        ? []
        : rows.flatMap((row, line) =>
            row.length === columns.length
              ? []
              : [`${place}.rows[${line}]: has ${row.length} values for ${columns.length} columns`],
          )),
    ];
  });
}

function tripsProblems(names: readonly string[], place: string): string[] {
  const trips = TABLES[0]?.columns.map(({ name }) => name) ?? [];
  return trips.every((name, at) => names[at] === name) && names.length === trips.length
    ? []
    : [`${place}.columns: the generated trips have the columns ${trips.join(', ')}`];
}

function workbookProblems({ tables, workbooks = [] }: ReadSeed): string[] {
  const known = new Set(
    (tables ?? TABLES.map(({ catalog, name, schema }) => ({ name: `${catalog}.${schema}.${name}` }))).map(({ name }) =>
      name.toLowerCase(),
    ),
  );
  return workbooks.flatMap(({ contents, key }, at) => {
    const place = `workbooks[${at}]`;
    const paths = contents.elements
      .filter(isData)
      .flatMap(({ source }) => (source.kind === 'warehouse-table' ? [source.path.join('.')] : []));
    return [
      ...(workbooks.findIndex((workbook) => workbook.key === key) < at ? [`${place}.key: ${key} is there twice`] : []),
      ...[...compileProblems(contents), ...layoutProblems(contents)].map((problem) => `${place}.contents: ${problem}`),
      ...paths
        .filter((path) => !known.has(path.toLowerCase()))
        .map((path) => `${place}.contents: there is no table ${path}`),
    ];
  });
}

function switchProblems(vendor: string, table: SwitchTable, given: object = {}): string[] {
  try {
    readSwitches(table, given);
    return [];
  } catch (problem) {
    return [`${vendor}: ${problem instanceof Error ? problem.message : String(problem)}`];
  }
}
