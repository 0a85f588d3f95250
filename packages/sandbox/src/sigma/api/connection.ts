// A Databricks connection as the REST API takes and shows it. Secrets are taken and not kept: nothing in the sandbox needs them.
import { z } from 'zod';
import type { Connection, SigmaState } from '../state.ts';
import { STAMP, stampOf } from './shapes.ts';

const IDP = z.enum([
  'aws_databricks',
  'azure_databricks',
  'gcp_databricks',
  'azuread',
  'auth0',
  'adfs',
  'okta',
  'ping',
  'snowflake',
  'unknown',
]);
const SECRET = z.union([z.string(), z.object({ secretManagerId: z.string(), secretId: z.string() })]);

const DETAILS = z
  .object({
    type: z.literal('databricks', 'the sandbox knows Databricks connections only'),
    host: z.string().regex(/^[\w.-]+(:\d+)?$/, 'expected a host name without scheme'),
    endpoint: z.string().optional(),
    token: SECRET.optional(),
    useOauth: z.boolean().optional(),
    metadataUrl: z.url().optional(),
    clientId: z.string().optional(),
    clientSecret: SECRET.optional(),
    scopes: z.array(z.string()).optional(),
    idpType: IDP.optional(),
    usePkce: z.boolean().nullable().optional(),
    useJwt: z.boolean().nullable().optional(),
    workspaceUrl: z.string().optional(),
    userAttributes: z.object({ endpoint: z.string() }).optional(),
    writeAccess: z.object({ writeCatalog: z.string(), writeSchema: z.string() }).optional(),
  })
  .refine(({ token, useOauth }) => (token !== undefined) !== (useOauth === true), 'expected either token or useOauth')
  .refine(
    ({ endpoint, userAttributes }) => endpoint !== undefined || userAttributes !== undefined,
    'expected endpoint, the HTTP path of a SQL warehouse',
  );

export const CONNECTION_BODY = z.object({
  name: z.string().min(1),
  details: DETAILS,
  description: z.string().optional(),
  timeoutSecs: z.number().int().min(1).max(600).optional(),
  useFriendlyNames: z.boolean().optional(),
});

export const CONNECTION = z.strictObject({
  organizationId: z.string(),
  connectionId: z.string(),
  isSample: z.boolean(),
  isAuditLog: z.boolean(),
  lastActiveAt: z.iso.datetime(),
  name: z.string(),
  type: z.string(),
  useOauth: z.boolean(),
  ...STAMP,
  isArchived: z.boolean().optional(),
  timeout: z.strictObject({ default: z.number() }).optional(),
  writeAccess: z.boolean().optional(),
  friendlyName: z.boolean().optional(),
  httpPath: z.string().optional(),
  oauthMetadataUrl: z.string().optional(),
  oauthClientId: z.string().optional(),
  oauthScopes: z.array(z.string()).optional(),
  oauthIdpType: IDP.optional(),
  oauthUsePkce: z.boolean().nullable().optional(),
  oauthUseJwt: z.boolean().nullable().optional(),
  isIndependentOAuth: z.boolean().optional(),
});

/** What is kept of a body. */
export function fieldsOf(body: z.output<typeof CONNECTION_BODY>): Pick<Connection, 'details' | 'name' | 'useOauth'> {
  const { details, name, timeoutSecs = 120, useFriendlyNames = true } = body;
  const { clientSecret: _secret, token: _token, ...open } = details;
  return { name, useOauth: details.useOauth === true, details: { ...open, timeoutSecs, useFriendlyNames } };
}

type Details = Partial<z.output<typeof DETAILS>> & {
  readonly timeoutSecs?: number;
  readonly useFriendlyNames?: boolean;
};

export function connectionAnswer(
  { organizationId }: Pick<SigmaState, 'organizationId'>,
  connection: Connection,
): z.output<typeof CONNECTION> {
  const { connectionId, isArchived, name, useOauth } = connection;
  const details = connection.details as Details;
  const { endpoint, timeoutSecs = 120, useFriendlyNames = true, writeAccess } = details;
  return {
    organizationId,
    connectionId,
    isSample: false,
    isAuditLog: false,
    lastActiveAt: new Date(connection.updatedAt).toISOString(),
    name,
    type: 'databricks',
    useOauth,
    ...stampOf(connection),
    isArchived,
    timeout: { default: timeoutSecs },
    writeAccess: writeAccess !== undefined,
    friendlyName: useFriendlyNames,
    ...(endpoint !== undefined && { httpPath: endpoint }),
    ...(useOauth && oauthFields(details)),
  };
}

function oauthFields(details: Details): Partial<z.output<typeof CONNECTION>> {
  const { clientId, idpType, metadataUrl, scopes, useJwt = null, usePkce = null } = details;
  return {
    isIndependentOAuth: clientId !== undefined,
    ...(metadataUrl !== undefined && { oauthMetadataUrl: metadataUrl }),
    ...(clientId !== undefined && { oauthClientId: clientId }),
    ...(scopes !== undefined && { oauthScopes: scopes }),
    ...(idpType !== undefined && { oauthIdpType: idpType }),
    oauthUsePkce: usePkce,
    oauthUseJwt: useJwt,
  };
}
