// What a seed file may say, as a schema. Every part may be left out; what is there replaces the usual world's.
import { z } from 'zod';
import { CONTENTS } from '../sigma/documents/contents.ts';

const name = z.string().min(1).max(200);
const identifier = z.string().regex(/^[a-z_]\w*$/i, 'expected letters, digits and underscores');

const PERSON = z.strictObject({
  email: z.email().describe('Signs in with it; also the subject of tokens and embeds.'),
  name: name.optional().describe('Given name and family name. Default: the part before the @.'),
  groups: z.array(name).default([]).describe('Groups at Databricks, which row filters and masks name.'),
  canSelect: z.boolean().default(true).describe('Whether this person has SELECT on the tables.'),
  sigmaUser: z.enum(['embed', 'internal']).default('embed').describe('`internal`: also has a Sigma login.'),
  sees: name.optional().describe('One line for the sign-in page and the terminal.'),
});

const COLUMN = z.strictObject({
  name: identifier,
  type: z
    .enum(['STRING', 'BOOLEAN', 'INTEGER', 'BIGINT', 'DOUBLE', 'DATE', 'TIMESTAMP'])
    .describe('Databricks type name.'),
});

const TABLE = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z_]\w*\.[a-z_]\w*\.[a-z_]\w*$/i, 'expected catalog.schema.table')
    .describe('In full, such as `demo.taxi.trips`.'),
  columns: z.array(COLUMN).min(1),
  rows: z
    .union([z.literal('trips'), z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])))])
    .describe('Rows in the order of the columns; dates and times as text. `trips`: the 21,932 generated taxi trips.'),
  rowFilter: z
    .strictObject({
      column: identifier,
      ranges: z.record(name, z.tuple([z.number(), z.number()])).describe('Group -> lowest and highest value it sees.'),
      unfiltered: z.array(name).default([]).describe('Groups that see all rows.'),
    })
    .optional(),
  mask: z
    .strictObject({
      column: identifier,
      unmasked: z.array(name).describe('Groups that see the value; others see NULL.'),
    })
    .optional(),
});

const WORKBOOK = z.strictObject({
  key: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'expected letters, digits, hyphens and underscores')
    .describe('Short name for options.'),
  name,
  contents: CONTENTS.describe(
    'As in the REST API of Sigma. The connection id `$connection` stands for the one connection.',
  ),
  savedViews: z
    .array(z.strictObject({ id: name, name, variables: z.record(z.string(), z.string()) }))
    .default([])
    .describe('Saved views for everybody: control id -> value.'),
  tags: z.array(name).default([]).describe('Tags that name the version it begins with.'),
});

const APP = z.strictObject({
  name: name.optional(),
  redirectUrls: z.array(z.url()).optional(),
  scopes: z.array(name).optional(),
  accessTtlSeconds: z.int().min(1).optional(),
  refreshTtlSeconds: z.int().min(1).optional(),
  refreshMode: z.enum(['multi_use', 'rotate', 'rotate_family']).optional(),
});

const SWITCHES = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const SEED = z.strictObject({
  $schema: z.string().optional(),
  people: z.array(PERSON).min(1).optional().describe('Who can sign in.'),
  tables: z.array(TABLE).min(1).optional().describe('What the warehouse holds. Without workbooks, each gets one.'),
  teams: z.array(name).min(1).optional().describe('Teams at Sigma; everything is shared with all of them.'),
  userAttributes: z.array(name).optional().describe('Names of user attributes at Sigma.'),
  workbooks: z.array(WORKBOOK).min(1).optional(),
  app: APP.optional().describe('Over the defaults of the one app connection at Databricks.'),
  databricks: SWITCHES.optional().describe("Switches of the sandbox's Databricks."),
  sigma: SWITCHES.optional().describe("Switches of the sandbox's Sigma."),
});

/** What a seed file says. */
export type Seed = z.input<typeof SEED>;
export type ReadSeed = z.output<typeof SEED>;
export type SeedTable = z.output<typeof TABLE>;
export type SeedPerson = z.output<typeof PERSON>;

/** JSON Schema (draft 2020-12) of a seed file. */
export function seedJsonSchema(): object {
  const schema = z.toJSONSchema(SEED, { io: 'input', reused: 'ref' });
  return { ...schema, title: 'Seed of a Sigma Embed Gateway sandbox' };
}
