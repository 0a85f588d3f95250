// What an element reads from: its FROM, its columns as SQL, the rows that controls leave. Collects the parameters on the way.
import { controlsOf, isData, type Column, type Contents, type DataElement } from './contents.ts';
import { conditionOf, templateOf, type Condition, type Parameter, type Variables } from './controls.ts';
import { FormulaProblem, quotedName, translateFormula, type Translated } from './formula.ts';

export interface Reader {
  from(element: DataElement): string;
  column(element: DataElement, column: Column): Translated;
  /** Conditions of all controls that filter this element; empty for none. */
  where(element: DataElement): string;
  parameters(): readonly Parameter[];
}

/** Elements may read from elements this deep; the vendor's limit is not known. */
const DEEPEST = 8;

/** A reader for one statement. */
export function createReader(contents: Contents, variables: Variables): Reader {
  const found = new Map<string, Parameter>();
  // Columns of elements that somebody reads from; the others need not be fetched.
  const used = new Set<string>();
  const controls = controlsOf(contents);

  const use = ({ parameters, sql }: Condition): string => {
    for (const parameter of parameters) found.set(parameter.name, parameter);
    return sql;
  };

  const template = (statement: string): string =>
    statement.replaceAll(/\{\{([\w-]+)\}\}/g, (_, id: string) => {
      const control = controls.find(({ controlId }) => controlId === id);
      if (control === undefined) throw new FormulaProblem(`Unknown control "{{${id}}}"`);
      return use(templateOf(control, variables[id] ?? ''));
    });

  const parentOf = (id: string, depth: number): DataElement => {
    const parent = contents.elements.find((one) => one.id === id);
    if (parent === undefined || !isData(parent)) throw new FormulaProblem(`Dependency not found: '${id}'`);
    if (depth > DEEPEST) throw new FormulaProblem(`'${id}' reads from itself`);
    return parent;
  };

  const prefixOf = ({ source }: DataElement): string => {
    if (source.kind === 'warehouse-table') return source.path.at(-1) ?? '';
    return source.kind === 'sql' ? 'Custom SQL' : parentOf(source.elementId, 0).name;
  };

  const from = ({ source }: DataElement, depth = 0): string => {
    if (source.kind === 'warehouse-table') return source.path.map(quotedName).join('.');
    if (source.kind === 'sql') return `(${template(source.statement)}) AS custom_sql`;
    const parent = parentOf(source.elementId, depth);
    const needed = parent.columns.filter((one) => used.has(`${parent.id}/${one.name}`));
    const items = needed.map((one) => `${column(parent, one).sql} AS ${quotedName(one.name)}`).join(', ') || '1';
    const condition = where(parent);
    return `(SELECT ${items} FROM ${from(parent, depth + 1)}${condition === '' ? '' : ` WHERE ${condition}`}) AS parent`;
  };

  const column = (element: DataElement, { formula, name }: Column, depth = 0): Translated => {
    if (depth > DEEPEST) throw new FormulaProblem(`Circular reference in "${name}"`);
    const prefix = prefixOf(element);
    return translateFormula(formula, (reference) => {
      const outside = reference.startsWith(`${prefix}/`) ? reference.slice(prefix.length + 1) : undefined;
      if (outside !== undefined)
        return exists(element, outside) ? { sql: quotedName(outside), aggregate: false } : undefined;
      const sibling = element.columns.find((one) => one.name === reference);
      if (sibling !== undefined) {
        const { aggregate, sql } = column(element, sibling, depth + 1);
        return { aggregate, sql: `(${sql})` };
      }
      const control = controls.find(({ controlId }) => controlId === reference);
      if (control === undefined) return undefined;
      return { aggregate: false, sql: use(templateOf(control, variables[reference] ?? '')) };
    });
  };

  const exists = ({ source }: DataElement, name: string): boolean => {
    if (source.kind !== 'table') return true;
    const parent = parentOf(source.elementId, 0);
    used.add(`${parent.id}/${name}`);
    return parent.columns.some((one) => one.name === name);
  };

  const where = (element: DataElement): string => {
    const conditions = controls.flatMap((control) => {
      const target = control.filters.find(({ source }) => source.elementId === element.id);
      const filtered = element.columns.find(({ id }) => id === target?.columnId);
      if (target !== undefined && filtered === undefined)
        throw new FormulaProblem(`Unknown column id '${target.columnId}'`);
      if (filtered === undefined) return [];
      const condition = conditionOf(control, variables[control.controlId] ?? '', column(element, filtered).sql);
      return condition === undefined ? [] : [use(condition)];
    });
    return conditions.join(' AND ');
  };

  return { from, column, where, parameters: () => [...found.values()] };
}
