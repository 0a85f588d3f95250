// Where Databricks' documentation leaves the answer open, or differs from what was seen. Data only.
import type { SwitchTable, SwitchValues } from '../switches.ts';

/** The table of switches; the first choice is the default: what was seen at the vendor, or the likeliest. */
export const DATABRICKS_SWITCHES = {
  deadRefreshError: {
    about: 'Error code for a refresh token that is unknown, used, expired or revoked. Both were reported.',
    choices: ['invalid_request', 'invalid_grant'],
  },
  deadRefreshStatus: { about: 'Status of that answer. Both were reported.', choices: [400, 401] },
  expiredBearerStatus: { about: 'Status of an expired or bad bearer token at the REST APIs.', choices: [403, 401] },
  expiresInAsString: { about: 'Whether `expires_in` is text instead of a number.', choices: [false, true] },
  refreshAnswersWithToken: {
    about: 'Whether a refresh answer carries a refresh token. Without one, the old token stays good.',
    choices: [true, false],
  },
  callbackIssuer: { about: 'Whether the callback carries `iss` (RFC 9207).', choices: [true, false] },
  echoNonce: { about: 'Whether `nonce` comes back in the ID token.', choices: [true, false] },
} as const satisfies SwitchTable;

export type DatabricksSwitches = SwitchValues<typeof DATABRICKS_SWITCHES>;
