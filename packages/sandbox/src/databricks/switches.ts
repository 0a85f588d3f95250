// Where Databricks' documentation leaves the answer open, or differs from what was seen. Data only.
import type { SwitchTable, SwitchValues } from '../switches.ts';

/** The table of switches; the first choice is the default: what was seen at the vendor, or the likeliest. */
export const DATABRICKS_SWITCHES = {
  deadRefreshError: {
    about: 'Error code for a refresh token that is unknown, used, expired or revoked. Both were reported.',
    choices: ['invalid_request', 'invalid_grant'],
  },
  deadRefreshStatus: { about: 'Status of that answer. Both were reported.', choices: [400, 401] },
  badCodeError: {
    about: 'Error code for a code that is unknown, used or expired, or does not fit its verifier or redirect URI.',
    choices: ['invalid_grant', 'invalid_request'],
  },
  expiredBearerStatus: { about: 'Status of an expired or bad bearer token at the REST APIs.', choices: [403, 401] },
  restErrorCode: {
    about: 'Whether `error_code` of a bearer refusal is a number (403) or a name (PERMISSION_DENIED).',
    choices: ['number', 'name'],
  },
  expiresInAsString: { about: 'Whether `expires_in` is text instead of a number.', choices: [false, true] },
  refreshAnswersWithToken: {
    about: 'Whether a refresh answer carries a refresh token. Without one, the old token stays good.',
    choices: [true, false],
  },
  refreshSlides: {
    about: 'Whether each use of a multi-use refresh token moves its end.',
    choices: [false, true],
  },
  callbackIssuer: { about: 'Whether the callback carries `iss` (RFC 9207).', choices: [true, false] },
  echoNonce: { about: 'Whether `nonce` comes back in the ID token.', choices: [true, false] },
  idTokenEmail: { about: 'Whether the ID token has an `email` claim.', choices: [false, true] },
  redirectStatus: { about: 'Status of the redirect back to the app.', choices: [302, 303, 301] },
  pkceForSecretClients: {
    about: 'Whether an app with a secret must use PKCE. Apps without one always must.',
    choices: ['required', 'optional'],
  },
  codeLifeSeconds: {
    about: 'How long an authorization code is good.',
    unit: 'seconds',
    default: 60,
    min: 1,
    max: 3600,
  },
  signInPolicy: {
    about: 'Whether a network or context policy turns everybody away at the authorization endpoint.',
    choices: ['allows', 'denies'],
  },
  ipAccessList: {
    about: 'What a list of allowed addresses keeps this machine from: a 403 that has not the shape of OAuth errors.',
    choices: ['open', 'blocks_tokens', 'blocks_everything'],
  },
  tokenOutage: {
    about: 'How the token endpoint fails before it looks at a request: an HTML page with 502, or 429 with Retry-After.',
    choices: ['none', 'html_502', 'throttled'],
  },
  revokeEndpoint: {
    about: 'Whether /oidc/v1/revoke (RFC 7009) is absent, answers though no metadata names it, or is advertised.',
    choices: ['absent', 'unlisted', 'advertised'],
  },
  hostFacts: {
    about: 'Whether /.well-known/databricks-config is there; older hosts have none.',
    choices: ['present', 'absent'],
  },
  hostForm: {
    about: 'What the plain http host says it is: a workspace, or one host for the account and its workspaces.',
    choices: ['workspace', 'unified'],
  },
  meWithSqlScope: {
    about: 'Whether SCIM Me answers a token that has only the `sql` scope.',
    choices: ['refused', 'answered'],
  },
  deletedAppTokens: {
    about: 'What becomes of access tokens when their app connection is deleted. Refreshing always ends.',
    choices: ['live_on', 'end'],
  },
  singleUseReplay: {
    about:
      'What a used refresh token does when an app of the mode `rotate_family` sends it again; with `rotate` it is refused. ' +
      'Reports contradict each other.',
    choices: ['ends_grant', 'is_refused'],
  },
  httpRedirectUrls: {
    about: 'Whether an app connection may have plain http redirect URLs of other machines.',
    choices: ['allowed', 'loopback_only'],
  },
  appPropagationSeconds: {
    about: 'How long a change of an app connection takes to have an effect. The vendor says up to 30 minutes.',
    unit: 'seconds',
    default: 0,
    min: 0,
    max: 86_400,
  },
  warehouseStartSeconds: {
    about: 'How long a stopped SQL warehouse takes to start; statements stay PENDING meanwhile.',
    unit: 'seconds',
    default: 0,
    min: 0,
    max: 3600,
  },
  chunkRows: {
    about: 'How many rows a chunk of a result holds. The vendor decides by size.',
    unit: 'rows',
    default: 10_000,
    min: 1,
    max: 1_000_000,
  },
} as const satisfies SwitchTable;

export type DatabricksSwitches = SwitchValues<typeof DATABRICKS_SWITCHES>;
