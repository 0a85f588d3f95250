// The value of a control: what it may be, where it starts, and which rows it leaves. Values are text, encoded as in a URL.
import type { Control } from './contents.ts';

/** Control id -> value. */
export type Variables = Readonly<Record<string, string>>;

/** A value of a statement's `:name` marker. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  readonly type: string;
}

export interface Condition {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

const COMPARISONS = new Set(['<=', '>=', '=', '<', '>']);

/** The published value. */
export function defaultValue({ value, values }: Control): string {
  return values === undefined ? String(value ?? '') : values.join(',');
}

/** The value, when this control can have it (Sigma help, "Workbook control values in the URL"). */
export function acceptValue(control: Control, value: string): string | undefined {
  if (value === '' || value.length > 1000) return value === '' ? value : undefined;
  const parts = control.selectionMode === 'multiple' ? value.split(',') : [value];
  const { controlType, source } = control;
  const offered = source?.values.map(String);
  if (offered !== undefined) return parts.every((part) => special(part) || offered.includes(part)) ? value : undefined;
  if (controlType === 'slider' || controlType === 'number') return Number.isFinite(Number(value)) ? value : undefined;
  if (controlType === 'switch') return value === 'true' || value === 'false' ? value : undefined;
  return value;
}

/** Every control's value: what was asked for where it can be, the published one elsewhere. */
export function readVariables(
  controls: readonly Control[],
  asked: (controlId: string) => string | null | undefined,
): Variables {
  return Object.fromEntries(
    controls.map((control) => {
      const wanted = asked(control.controlId);
      const value = typeof wanted === 'string' ? acceptValue(control, wanted) : undefined;
      return [control.controlId, value ?? defaultValue(control)];
    }),
  );
}

/** Which rows the control leaves, by the SQL of a column; undefined when it leaves all. */
export function conditionOf(control: Control, value: string, column: string): Condition | undefined {
  if (value === '') return undefined;
  const { controlId, controlType, mode = '' } = control;
  if (controlType === 'slider' || controlType === 'number') {
    const sql = `${column} ${COMPARISONS.has(mode) ? mode : '='} :${controlId}`;
    return { sql, parameters: [{ name: controlId, value, type: 'DOUBLE' }] };
  }
  if (controlType === 'switch') return { sql: `${column} = ${value === 'true'}`, parameters: [] };
  if (controlType === 'text') {
    const parameters = [{ name: controlId, value, type: 'STRING' }];
    return mode === 'equals'
      ? { sql: `${column} = :${controlId}`, parameters }
      : contains(column, controlId, parameters);
  }
  return listCondition(control, value, column);
}

/** The values behind `{{controlId}}` in a statement of somebody's own. */
export function templateOf(control: Control, value: string): Condition {
  const { controlId, controlType } = control;
  const type = controlType === 'slider' || controlType === 'number' ? 'DOUBLE' : 'STRING';
  const parts = control.selectionMode === 'multiple' ? value.split(',') : [value];
  const parameters = parts.map((part, at) => ({
    name: parts.length === 1 ? controlId : `${controlId}_${at}`,
    value: part,
    type,
  }));
  return { sql: parameters.map(({ name }) => `:${name}`).join(', '), parameters };
}

function contains(column: string, name: string, parameters: readonly Parameter[]): Condition {
  return { sql: `contains(lower(${column}), lower(:${name}))`, parameters };
}

function listCondition(control: Control, value: string, column: string): Condition {
  const { controlId, mode, selectionMode } = control;
  const parts = selectionMode === 'multiple' ? value.split(',') : [value];
  const plain = parts.filter((part) => !special(part));
  const parameters = plain.map((part, at) => ({ name: `${controlId}_${at}`, value: part, type: 'STRING' }));
  const tests = [
    ...(plain.length > 0
      ? [`CAST(${column} AS STRING) IN (${parameters.map(({ name }) => `:${name}`).join(', ')})`]
      : []),
    ...(parts.includes(':null') ? [`${column} IS NULL`] : []),
    ...(parts.includes(':empty') ? [`${column} = ''`] : []),
  ];
  const sql = tests.join(' OR ');
  return { sql: mode === 'exclude' ? `NOT (${sql})` : `(${sql})`, parameters };
}

function special(part: string): boolean {
  return part === ':null' || part === ':empty';
}
