// THE form of the config file. The JSON Schema and the reference page are generated from it.
import { z } from 'zod';
import { isStrictAddress } from '../base/address.ts';
import { readEmbedUrl, readHost, readWorkspaceHost, type Read } from './addresses.ts';

const name = z.string().trim().min(1).max(256);
const names = z.array(name).max(10_000);
const address = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/);
const domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}$/);

/** A text that one of the strict readers takes. */
const readBy = (reader: (text: string) => Read<unknown>) =>
  z.string().superRefine((text, context) => {
    const read = reader(text);
    if ('problem' in read) context.addIssue({ code: 'custom', message: read.problem, params: { fix: read.fix } });
  });

const workspace = z.strictObject({
  alias: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
    .describe(
      'Name of the workspace in addresses and cookies: up to 32 small letters, digits and hyphens. `default` is the one of the environment.',
    ),
  label: name.optional().describe('What people read as its name. Default: the alias.'),
  host: readBy(readWorkspaceHost).describe('Host of the workspace.'),
  level: z.enum(['workspace', 'account']).optional().describe('Where its viewers sign in. Default: `workspace`.'),
  accountId: name.optional().describe('Account id; needed with `"level": "account"`.'),
  accountHost: readBy(readHost)
    .optional()
    .describe('Host of the account console. Default: follows from the cloud of the workspace.'),
  clientId: name.describe('Client id of the app connection, one for each workspace.'),
  clientSecretFile: name.optional().describe('File that holds the client secret.'),
  clientSecretVariable: name.optional().describe('Environment variable that holds it, in place of the file.'),
  clientAuthentication: z
    .enum(['basic', 'post'])
    .optional()
    .describe('How the client secret travels: in the Authorization header or in the form. Default: `basic`.'),
  connectionId: name
    .optional()
    .describe('Id of the Sigma connection to this workspace, for its embeds that name none of their own.'),
});

/** Names of members are not changed, so that two of them can never become one. */
const memberName = z.string().regex(/^\S(?:.{0,254}\S)?$/);
const memberAddress = z.string().regex(/^[^\sA-Z@,]+@[^\sA-Z@,]+\.[^\sA-Z@,]+$/);
const memberDomain = z.string().regex(/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}$/);
const strictAddress = z.string().trim().refine(isStrictAddress, { error: 'is not one plain e-mail address' });

const attribute = z.union([
  z.string().max(1000),
  z.strictObject({
    from: z
      .enum(['userName', 'domain'])
      .describe('The user name at Databricks in lower case, or what follows its `@`.'),
  }),
  z.strictObject({
    groups: z
      .array(name.regex(/^[^,]+$/))
      .min(1)
      .max(1000)
      .describe('Those of these Databricks groups that the viewer is in, joined by commas; none of them may hold one.'),
  }),
]);

const group = z.strictObject({
  group: name.describe('Name of the Databricks group, exactly as Databricks writes it.'),
  teams: names.optional().describe('Sigma teams of its members, besides those of everybody and of their other groups.'),
  accountType: name.optional().describe('Account type of its members. The first row that has one wins.'),
  attributes: z
    .record(memberName, z.string().max(1000))
    .optional()
    .describe('User attributes of its members. The first row that has one wins, also over the rule for everybody.'),
});

const subject = z.strictObject({
  lowerCase: z.boolean().optional().describe('Write the address in lower case. Default: as Databricks writes it.'),
  domains: z
    .record(memberDomain, domain)
    .optional()
    .describe('Replaces the domain of a user name (left, in lower case) by the one at Sigma (right).'),
  addresses: z
    .record(memberAddress, strictAddress)
    .optional()
    .describe('Replaces a whole user name (left, in lower case) by the address at Sigma (right). Wins over the rest.'),
});

const open = z.strictObject({
  everyone: z.literal(true).optional().describe('Every viewer who can sign in. The same as leaving `open` out.'),
  groups: names.optional().describe('Members of these Databricks groups, by name.'),
  domains: z
    .array(domain)
    .optional()
    .describe('User names of these domains, such as `example.com`; not of domains under them.'),
  addresses: z.array(address).optional().describe('These user names, such as `ana@example.com`.'),
});

/** Text that can stand in a URL: no half of a character, which no encoding has. */
const urlText = z
  .string()
  .max(1000)
  .refine((text) => text.isWellFormed(), { error: 'holds half a character' });
const control = z.string().regex(/^[A-Za-z][\w-]{0,127}$/);
const theme = urlText.min(1);

const parameter = z.union([
  z.literal('any'),
  z.array(urlText).min(1).max(1000),
  z.strictObject({ fixed: urlText.describe('Every URL carries this value, and no page can ask for another.') }),
]);

const look = z.strictObject({
  theme: theme.optional().describe('`Light`, `Dark`, `Surface` or a theme of your own. Default: that of the workbook.'),
  menuPosition: z
    .enum(['top', 'bottom', 'none'])
    .optional()
    .describe('Where the menu is. Set it: what Sigma does otherwise has changed.'),
  hideMenu: z
    .boolean()
    .optional()
    .describe('Leave out the menu of a workbook, where `menuPosition` is `top` or `bottom`.'),
  hideFolderNavigation: z.boolean().optional().describe('Leave out the way to other documents.'),
  hideBookmarks: z.boolean().optional().describe('Leave out saved views.'),
  hideTooltip: z.boolean().optional().describe('Leave out the tooltips of charts.'),
  language: z
    .string()
    .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/)
    .optional()
    .describe("Language of Sigma's own texts, such as `de`. Default: that of your organization at Sigma."),
  languageVariant: urlText.min(1).optional().describe('Name of a set of translations of your own; needs `language`.'),
  responsiveHeight: z.boolean().optional().describe('Lets Sigma tell the page how high the content is.'),
  disableMobileView: z.boolean().optional().describe('Keep the arrangement of a wide screen on a narrow one.'),
});

const embed = z.strictObject({
  alias: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/)
    .describe('Name of the embed for browsers: up to 64 letters, digits, hyphens and underscores.'),
  title: name.optional().describe('What people read. Default: the name of the workbook in the URL.'),
  url: readBy(readEmbedUrl).describe(
    'Address of the published workbook, of a page, an element or a tag of it; without `?`.',
  ),
  connectionId: name
    .optional()
    .describe(
      "Id of the Sigma connection whose token is the viewer's. Default: that of its workspace, DATABRICKS_CONNECTION_ID for the one of the environment.",
    ),
  connectionIds: z.array(name).min(1).max(20).optional().describe('The same for a workbook that reads from several.'),
  workspace: name
    .optional()
    .describe('Alias of the workspace whose viewers it is for. Default: `default`, the one of the environment.'),
  open: open
    .optional()
    .describe('Who may open it: whoever fits any of the members. Default: everyone who can sign in.'),
  parameters: z
    .record(control, parameter)
    .optional()
    .describe(
      'Controls of the workbook, by their id. `"any"`: a page may set it; a list: it may choose among these values. A control that is not named cannot be set by a page. The viewer can change all of them in the workbook: they are no protection.',
    ),
  themes: z.array(theme).max(100).optional().describe('Themes that a page may choose. Default: none.'),
  look: look.optional().describe('What of Sigma shows. Default: as Sigma has it.'),
});

export const configFileSchema = z.strictObject({
  $schema: z.string().optional().describe('Address of the JSON Schema, for editors. The gateway ignores it.'),
  embeds: z
    .array(embed)
    .min(1)
    .max(1000)
    .optional()
    .describe(
      'The catalogue. The first embed that a viewer may open is their default. Default: the one of DATABRICKS_OAUTH_BASE_URL under the alias `default`.',
    ),
  workspaces: z
    .array(workspace)
    .max(50)
    .optional()
    .describe('Databricks workspaces besides the one of the environment. Read at the start only.'),
  teams: names.optional().describe('Sigma teams of every embed user. Default: TEAMS.'),
  accountType: name.optional().describe('Sigma account type of every embed user. Default: ACCOUNT_TYPE.'),
  attributes: z
    .record(memberName, attribute)
    .optional()
    .describe(
      'User attributes of every embed user, by the name that they have at Sigma: a text, a fact about the viewer, or groups. All of them are always sent, empty where there is no value, because Sigma keeps what is left out.',
    ),
  groups: z
    .array(group)
    .max(10_000)
    .optional()
    .describe('What being in a Databricks group means at Sigma, in order of precedence.'),
  internalUsers: names
    .optional()
    .describe(
      'Viewers who have a Sigma login of their own, by their address at Sigma, or `@domain`. Their URLs carry no teams, account type and attributes. Default: SIGMA_EMBED_INTERNAL_USERS.',
    ),
  subject: subject
    .optional()
    .describe('How the user name at Databricks becomes the address at Sigma. Default: it is the same.'),
});

export type ConfigFile = z.infer<typeof configFileSchema>;
export type WorkspaceRow = NonNullable<ConfigFile['workspaces']>[number];
export type EmbedRow = NonNullable<ConfigFile['embeds']>[number];

/** As much of JSON Schema as ours uses. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: SchemaNode | false;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
}

/** The form as JSON Schema, for editors. */
export function configFileJsonSchema(): SchemaNode {
  const title = 'Config file of Sigma Embed Gateway';
  return { ...(z.toJSONSchema(configFileSchema, { io: 'input' }) as SchemaNode), title } as SchemaNode;
}
