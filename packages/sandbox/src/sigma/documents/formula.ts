// Translates a formula of Sigma's language into Databricks SQL: the part of the language that the sandbox knows. Knows no element.

/** A formula that the sandbox cannot translate. The message says what it stumbled over. */
export class FormulaProblem extends Error {}

export interface Translated {
  readonly sql: string;
  /** Whether it adds rows up. */
  readonly aggregate: boolean;
}

/** The SQL of `[Name]` and `[Source/Name]`; undefined when there is no such thing. */
export type Resolve = (reference: string) => Translated | undefined;

const AGGREGATES: Readonly<Record<string, (argument: string) => string>> = {
  sum: (x) => `sum(${x})`,
  avg: (x) => `avg(${x})`,
  min: (x) => `min(${x})`,
  max: (x) => `max(${x})`,
  median: (x) => `median(${x})`,
  count: (x) => `count(${x || '*'})`,
  countdistinct: (x) => `count(DISTINCT ${x})`,
};

const PLAIN: Readonly<Record<string, (...parts: readonly string[]) => string>> = {
  datetrunc: (part = '', date = '') => `date_trunc(${part}, ${date})`,
  coalesce: (...parts) => `coalesce(${parts.join(', ')})`,
  isnull: (x = '') => `(${x} IS NULL)`,
  upper: (x = '') => `upper(${x})`,
  lower: (x = '') => `lower(${x})`,
  trim: (x = '') => `trim(${x})`,
  length: (x = '') => `length(${x})`,
  text: (x = '') => `CAST(${x} AS STRING)`,
  number: (x = '') => `CAST(${x} AS DOUBLE)`,
  date: (x = '') => `CAST(${x} AS DATE)`,
  contains: (x = '', part = '') => `contains(${x}, ${part})`,
  in: (x = '', ...values) => `(${x} IN (${values.join(', ')}))`,
  if: (...parts) => {
    const rest = parts.length % 2 === 1 ? ` ELSE ${parts.at(-1)}` : '';
    const cases = Array.from(
      { length: parts.length >> 1 },
      (_, at) => `WHEN ${parts[2 * at]} THEN ${parts[2 * at + 1]}`,
    );
    return `CASE ${cases.join(' ')}${rest} END`;
  },
};

/** Binding strength and SQL of the infix operators. */
const INFIX: Readonly<Record<string, readonly [strength: number, sql: string]>> = {
  or: [1, 'OR'],
  and: [2, 'AND'],
  '=': [3, '='],
  '!=': [3, '<>'],
  '<': [3, '<'],
  '<=': [3, '<='],
  '>': [3, '>'],
  '>=': [3, '>='],
  '&': [4, '||'],
  '+': [5, '+'],
  '-': [5, '-'],
  '*': [6, '*'],
  '/': [6, '/'],
  '%': [6, '%'],
};

const TOKEN = /\s*(\[[^\]]+\]|"(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?|!=|<=|>=|[=<>&+\-*/%(),]|[A-Za-z]+)/y;

/** @throws FormulaProblem for what the sandbox does not know. */
export function translateFormula(formula: string, resolve: Resolve): Translated {
  const tokens = tokenize(formula);
  let at = 0;
  let aggregate = false;

  const take = (expected?: string): string => {
    const token = tokens[at];
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new FormulaProblem(`expected ${expected ?? 'more'} at the end of "${formula}"`);
    }
    at += 1;
    return token;
  };

  const primary = (): string => {
    const token = take();
    if (token === '(') {
      const inner = expression(0);
      take(')');
      return `(${inner})`;
    }
    if (token === '-') return `-${primary()}`;
    if (token.startsWith('[')) return reference(token.slice(1, -1));
    if (token.startsWith('"')) return quoted(token.slice(1, -1).replaceAll(/\\(.)/g, '$1'));
    if (/^\d/.test(token)) return token;
    const word = token.toLowerCase();
    if (word === 'not') return `NOT ${primary()}`;
    if (word === 'null' || word === 'true' || word === 'false') return word.toUpperCase();
    if (tokens[at] === '(') return call(token);
    throw new FormulaProblem(`"${token}" is not expected in "${formula}"`);
  };

  const reference = (name: string): string => {
    const found = resolve(name);
    if (found === undefined) throw new FormulaProblem(`Unknown column "[${name}]"`);
    aggregate ||= found.aggregate;
    return found.sql;
  };

  const call = (name: string): string => {
    take('(');
    const parts: string[] = [];
    while (tokens[at] !== ')') {
      parts.push(expression(0));
      if (tokens[at] !== ')') take(',');
    }
    take(')');
    const key = name.toLowerCase();
    const adds = Object.hasOwn(AGGREGATES, key) ? AGGREGATES[key] : undefined;
    if (adds !== undefined) {
      aggregate = true;
      return adds(parts[0] ?? '');
    }
    const plain = Object.hasOwn(PLAIN, key) ? PLAIN[key] : undefined;
    if (plain === undefined) throw new FormulaProblem(`The sandbox does not know the function ${name}`);
    return plain(...parts);
  };

  const expression = (least: number): string => {
    let left = primary();
    for (;;) {
      const operator = tokens[at]?.toLowerCase() ?? '';
      const [strength = -1, sql = ''] = (Object.hasOwn(INFIX, operator) ? INFIX[operator] : undefined) ?? [];
      if (strength < 0 || strength < least) return left;
      at += 1;
      left = `${left} ${sql} ${expression(strength + 1)}`;
    }
  };

  const sql = expression(0);
  if (at < tokens.length) throw new FormulaProblem(`"${tokens[at]}" is not expected in "${formula}"`);
  return { sql, aggregate };
}

/** A name in Databricks SQL. */
export function quotedName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function tokenize(formula: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = formula.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const [, token] = TOKEN.exec(formula) ?? [];
    if (token === undefined)
      throw new FormulaProblem(`"${formula.slice(from, from + 12)}" is not expected in "${formula}"`);
    tokens.push(token);
  }
  return tokens;
}
