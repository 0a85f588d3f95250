// Says what is wrong with a config file: the place, the fault in words, and what belongs there.
import type { z } from 'zod';
import { configFileJsonSchema, type SchemaNode } from './config-file-schema.ts';
import type { ConfigProblem } from './problems.ts';

type Issue = z.core.$ZodIssue;
type Place = readonly PropertyKey[];

/** Every problem of one issue; `path` is the name of the file. */
export function problemsOf(path: string, issue: Issue, above: Place = []): ConfigProblem[] {
  const place = [...above, ...issue.path];
  const key = `${path}: ${placeText(place)}`.replace(/: $/, '');
  const node = schemaAt(place);
  if (issue.code === 'unrecognized_keys') {
    const fix = `Known are ${Object.keys(node?.properties ?? {}).join(', ')}.`;
    return issue.keys.map((member) => ({ key, problem: `has an unknown member ${quoted(member)}`, fix }));
  }
  // Of the forms that a value may take, the one whose inside was looked at is the one that was meant.
  const meant = issue.code === 'invalid_union' ? issue.errors.find(isInside) : undefined;
  if (meant !== undefined) return meant.flatMap((inner) => problemsOf(path, inner, place));
  const own = issue.code === 'custom' ? (issue.params?.['fix'] as string | undefined) : undefined;
  return [{ key, problem: faultOf(issue), fix: own ?? node?.description ?? SEE }];
}

/** `embeds[0].open.groups`. */
export function placeText(place: Place): string {
  return place
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

const SEE = 'docs/reference/config-file.md shows the form of the file.';

function isInside(errors: readonly Issue[]): boolean {
  return errors.some(({ code, path }) => path.length > 0 || code === 'unrecognized_keys');
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'an object',
  record: 'an object',
  string: 'a text',
  boolean: 'true or false',
};

function faultOf(issue: Issue): string {
  switch (issue.code) {
    case 'custom':
      return issue.message;
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? 'is missing'
        : `is not ${KINDS[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return 'is empty';
    case 'too_big':
      return `has more than ${issue.maximum}`;
    case 'invalid_value':
      return `is not ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'invalid_key':
      return 'has a name that cannot be used here';
    default:
      return 'has the wrong form';
  }
}

/** The part of the form that a place belongs to, with the words of what it is in when it has none of its own. */
function schemaAt(place: Place): SchemaNode | undefined {
  let node: SchemaNode | undefined = configFileJsonSchema();
  let description: string | undefined;
  for (const part of place) {
    node = within(node, part);
    if (node === undefined) return undefined;
    description = node.description ?? description;
  }
  return { ...node, ...(description && { description }) };
}

function within(node: SchemaNode, part: PropertyKey): SchemaNode | undefined {
  if (typeof part === 'number') return node.items ?? node.anyOf?.map(({ items }) => items).find(Boolean);
  const forms = [node, ...(node.anyOf ?? [])];
  const own = forms.map(({ properties }) => properties?.[String(part)]).find(Boolean);
  return own ?? (forms.map(({ additionalProperties }) => additionalProperties).find(Boolean) || undefined);
}

export function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
