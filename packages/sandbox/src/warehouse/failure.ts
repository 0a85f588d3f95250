// How the warehouse words a failed statement. Texts follow the vendor where they are known.

/** A statement that failed. Goes out as HTTP 200 with state FAILED. */
export class QueryFailure extends Error {
  /** SQLSTATE, five characters. */
  readonly sqlState: string;
  /** The API's own code, such as BAD_REQUEST. */
  readonly errorCode: string;

  constructor(sqlState: string, message: string, errorCode = 'BAD_REQUEST') {
    super(message);
    this.sqlState = sqlState;
    this.errorCode = errorCode;
  }
}

/** Reading something, or changing it, without the privilege. */
export function insufficientPermissions(lack: {
  readonly privilege: string;
  readonly type: string;
  readonly name: string;
}): QueryFailure {
  const text = `Insufficient privileges:\nUser does not have ${lack.privilege} on ${lack.type} '${lack.name}'`;
  return named('INSUFFICIENT_PERMISSIONS', '42501', text);
}

export function schemaNotFound(name: string): QueryFailure {
  const text = `The schema \`${name.replaceAll('.', '`.`')}\` cannot be found. Verify the spelling and correctness of the schema and catalog.`;
  return named('SCHEMA_NOT_FOUND', '42704', text);
}

export function columnNotFound(name: string): QueryFailure {
  const text = `A column, variable, or function parameter with name \`${name}\` cannot be resolved.`;
  return named('UNRESOLVED_COLUMN.WITHOUT_SUGGESTION', '42703', text);
}

export function functionNotFound(name: string): QueryFailure {
  return named(
    'UNRESOLVED_ROUTINE',
    '42883',
    `Cannot resolve routine \`${name.replaceAll('.', '`.`')}\` on search path.`,
  );
}

export function functionExists(name: string): QueryFailure {
  const text = `Cannot create the function ${name} because it already exists. Choose a different name, or use CREATE OR REPLACE.`;
  return named('ROUTINE_ALREADY_EXISTS', '42723', text);
}

/** A function that a policy calls cannot go. The wording is the sandbox's. */
export function policyOnFunction(name: string, table: string): QueryFailure {
  const text = `The function ${name} is used by a row filter or a column mask of ${table}.`;
  return named('FUNCTION_IN_USE.SANDBOX', '2BP01', text);
}

/** The sandbox's own limit; the vendor allows more in the body of a function. */
export function bodyTooMuch(why: string): QueryFailure {
  return named(
    'UNSUPPORTED_FEATURE.SANDBOX',
    '0A000',
    `The body of a function must be one expression without tables: ${why}.`,
  );
}

export function tableNotFound(parts: readonly string[]): QueryFailure {
  const name = parts.map((part) => `\`${part}\``).join('.');
  const text =
    `The table or view ${name} cannot be found. Verify the spelling and correctness of the schema and catalog.\n` +
    'If you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the ' +
    'correct schema and catalog.';
  return named('TABLE_OR_VIEW_NOT_FOUND', '42P01', text);
}

export function syntaxError(near: string, position: { readonly line: number; readonly column: number }): QueryFailure {
  const where = `line ${position.line}, pos ${Math.max(0, position.column - 1)}`;
  return named('PARSE_SYNTAX_ERROR', '42601', `Syntax error at or near ${near}.`, ` (${where})`);
}

export function unboundParameter(name: string): QueryFailure {
  return named('UNBOUND_SQL_PARAMETER', '42P02', `Found the unbound parameter: ${name}.`);
}

export function unknownTableFunction(name: string): QueryFailure {
  const text = `Could not resolve \`${name}\` to a table-valued function.`;
  return named('UNRESOLVABLE_TABLE_VALUED_FUNCTION', '42883', text);
}

/** The sandbox's own limit; the vendor would run some of these statements. */
export function selectOnly(): QueryFailure {
  return named(
    'UNSUPPORTED_FEATURE.SANDBOX',
    '0A000',
    "The sandbox's warehouse runs one SELECT, or one statement about grants and policies, at a time.",
  );
}

/** INLINE results end at 25 MiB; the vendor aborts the statement beyond. */
export function resultTooLarge(limit: number): QueryFailure {
  const text = `Inline byte limit exceeded. Statements executed with disposition=INLINE can have a result size of at most ${limit} bytes.`;
  return new QueryFailure('54000', text);
}

/** The statement was stopped: by a cancel, or because it took too long. */
export function stopped(signal: AbortSignal): QueryFailure {
  const tooLong = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
  return tooLong
    ? new QueryFailure('57014', 'The statement took longer than it may.', 'DEADLINE_EXCEEDED')
    : new QueryFailure('HY008', 'The statement was cancelled.', 'CANCELLED');
}

/** Words what DuckDB says about a statement as Databricks would; what has no counterpart keeps DuckDB's first line. */
export function fromDuckDb(problem: unknown): QueryFailure {
  const [line = ''] = String(problem instanceof Error ? problem.message : problem).split('\n');
  const column = /Referenced column "([^"]+)" (?:was )?not found/.exec(line)?.[1];
  if (column !== undefined) return columnNotFound(column);
  const routine = /Function with name "?(\w+)"? does not exist/i.exec(line)?.[1];
  if (routine !== undefined) return functionNotFound(routine);
  const near = /^Parser Error: syntax error at or near (.+)$/.exec(line)?.[1];
  if (near !== undefined) return syntaxError(near.replaceAll('"', "'"), { line: 1, column: 1 });
  if (line.startsWith('Conversion Error')) return named('CAST_INVALID_INPUT', '22018', line);
  if (line.startsWith('Out of Memory')) {
    return new QueryFailure('53200', 'The statement needs more memory than it may use.', 'RESOURCE_EXHAUSTED');
  }
  return named('SANDBOX_QUERY_ERROR', 'HY000', line);
}

function named(condition: string, sqlState: string, text: string, after = ''): QueryFailure {
  return new QueryFailure(sqlState, `[${condition}] ${text} SQLSTATE: ${sqlState}${after}`);
}
