// Makes the reference page of the config file from its schema: every member with its form, and the example with all of them.
import { readFileSync } from 'node:fs';
import { configFileJsonSchema, type SchemaNode } from '../packages/gateway/src/config/config-file-schema.ts';

type Table = (head: readonly string[], rows: readonly (readonly string[])[]) => string;

export const EXAMPLE = 'packages/gateway/config-file.example.json';

export function configFilePage(table: Table): string {
  const rows = membersOf(configFileJsonSchema(), '').map(({ form, name, text }) => [`\`${name}\``, form, text]);
  return `\`SIGMA_EMBED_CONFIG_FILE\` names one JSON file that says what the environment cannot say well: which embeds there are, who may open them, and
who viewers are at Sigma. It is optional, and so is every member that is not marked. What it says wins over the environment. It holds no secret. What it
is for stands in the guide [Who sees what](../guide/who-sees-what.md).

A member that is not listed here is refused, so that nobody relies on a misspelt rule. All problems are told at once, each with its place.
\`npm run sigma-embed -- serve --check\` does only that. Editors check the file while it is written when it begins with
\`"$schema": "./node_modules/@sigma-embed/gateway/config-file.schema.json"\`.

## Members

${table(['Member', 'Form', 'What it says'], rows)}

## An example with every member

\`\`\`json
${readFileSync(EXAMPLE, 'utf8').trim()}
\`\`\``;
}

interface Member {
  readonly name: string;
  readonly form: string;
  readonly text: string;
}

/** Every member below a node that has something to say, in the order of the schema. */
export function membersOf(node: SchemaNode, above: string): readonly Member[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([name, inner]) =>
    described(inner, `${above}${name}`, node.required?.includes(name) === true),
  );
  const free = node.additionalProperties ? membersOf(node.additionalProperties, `${above}NAME.`) : [];
  return [...own, ...free, ...(node.anyOf ?? []).flatMap((form) => membersOf(form, above))];
}

function described(node: SchemaNode, name: string, isRequired: boolean): readonly Member[] {
  const form = `${formOf(node)}${isRequired ? ', **required**' : ''}`;
  const inner = node.items === undefined ? membersOf(node, `${name}.`) : membersOf(node.items, `${name}[].`);
  return [{ name, form, text: node.description ?? '' }, ...inner];
}

function formOf(node: SchemaNode): string {
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (node.enum !== undefined) return node.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  if (node.anyOf !== undefined) return [...new Set(node.anyOf.map(formOf))].join(', or ');
  if (node.items !== undefined) return `list of ${PLURALS[formOf(node.items)] ?? formOf(node.items)}`;
  if (node.additionalProperties) return `object of names, each with ${formOf(node.additionalProperties)}`;
  return FORMS[node.type ?? ''] ?? '';
}

const FORMS: Readonly<Record<string, string>> = { string: 'text', boolean: '`true` or `false`', object: 'object' };
const PLURALS: Readonly<Record<string, string>> = { text: 'texts', object: 'objects' };
