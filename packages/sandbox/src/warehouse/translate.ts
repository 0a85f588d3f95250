// Turns Databricks SQL into DuckDB SQL. A convenience, never the security boundary: what comes out is checked again.
import { compileTranslator } from './compile-translator.ts';
import { QueryFailure, selectOnly, syntaxError, unboundParameter } from './failure.ts';
import type { Parameter } from './query.ts';
import type * as Polyglot from '@polyglot-sql/sdk';

/** A `:name` marker outside of texts, quoted names and comments. */
const MARKERS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\/\*[\s\S]*?\*\/|--[^\n]*|::|:(?<name>[A-Za-z_]\w*)/g;

/** Types that a parameter may have: Databricks' name and DuckDB's. */
const PARAMETER_TYPES: Readonly<Record<string, string>> = {
  STRING: 'VARCHAR',
  BOOLEAN: 'BOOLEAN',
  TINYINT: 'TINYINT',
  SMALLINT: 'SMALLINT',
  INT: 'INTEGER',
  BIGINT: 'BIGINT',
  FLOAT: 'FLOAT',
  DOUBLE: 'DOUBLE',
  DATE: 'DATE',
  TIMESTAMP: 'TIMESTAMP',
};

/** A statement that is ready to be checked and run. */
export interface Translated {
  readonly sql: string;
  /** Values of the `$name` markers in `sql`. */
  readonly values: Readonly<Record<string, string | null>>;
}

type Translator = typeof Polyglot;

let translator: Promise<Translator> | undefined;

/** Loads the translator once per process; it is too large to load before somebody needs it. */
export function loadTranslator(): Promise<Translator> {
  translator ??= load();
  return translator;
}

async function load(): Promise<Translator> {
  const [loaded, compiled] = await Promise.all([import('@polyglot-sql/sdk/manual'), compileTranslator()]);
  // Its types name addresses only, and lack what it shares with the other entry; it takes what wasm-bindgen takes.
  await loaded.init({ wasmUrl: compiled as unknown as URL });
  return loaded as unknown as Translator;
}

/** One statement in DuckDB's words. Throws a `QueryFailure` for anything that does not parse or is not bound. */
export async function translate(statement: string, parameters: readonly Parameter[]): Promise<Translated> {
  const { Dialect, transpile } = await loadTranslator();
  const result = transpile(statement, Dialect.Databricks, Dialect.DuckDB);
  if (!result.success || !result.sql) {
    const near = statement.slice(result.errorStart ?? 0, result.errorEnd ?? 0).trim();
    throw syntaxError(near === '' ? 'end of input' : `'${near}'`, {
      line: result.errorLine ?? 1,
      column: result.errorColumn ?? 1,
    });
  }
  const [sql, ...more] = result.sql;
  if (sql === undefined) throw syntaxError('end of input', { line: 1, column: 1 });
  if (more.length > 0) throw selectOnly();
  return bind(sql, parameters);
}

/** Values travel as text and are cast in the statement, so that nothing is pasted into SQL. */
function bind(sql: string, parameters: readonly Parameter[]): Translated {
  const values: Record<string, string | null> = {};
  const bound = sql.replaceAll(MARKERS, (text, ...rest) => {
    const { name } = rest.at(-1) as { name?: string };
    if (name === undefined) return text;
    const parameter = parameters.find((given) => given.name === name);
    if (parameter === undefined) throw unboundParameter(name);
    values[name] = parameter.value;
    return `CAST($${name} AS ${parameterType(parameter.type)})`;
  });
  return { sql: bound, values };
}

function parameterType(type: string): string {
  const name = type.toUpperCase();
  if (Object.hasOwn(PARAMETER_TYPES, name)) return PARAMETER_TYPES[name] ?? 'VARCHAR';
  if (/^DECIMAL\(\d{1,2}, ?\d{1,2}\)$/.test(name)) return name;
  throw new QueryFailure('42704', `[UNSUPPORTED_DATATYPE] Unsupported data type "${name}". SQLSTATE: 0A000`);
}
