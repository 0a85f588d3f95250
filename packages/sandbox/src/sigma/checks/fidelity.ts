// How true to Sigma the checks of an embed URL are. Data only.
import type { FidelitySection } from '../../fidelity.ts';

export const FIDELITY: FidelitySection = {
  vendor: 'Sigma',
  title: 'embed URLs',
  rows: [
    {
      endpoint: '/{org}/workbook/{name}-{id}[/tag/…][/page/… | /element/… | /edit]',
      plays: 'every form of the path; ENOENT or ESTALE for what is not there',
      source: 'vendor doc',
      test: 'sigma/admit.test.ts > by the id of the workbook alone, and with a tag, a page or an element',
      differs: 'no `/ask`; the code for a path that goes on is assumed',
    },
    {
      endpoint: 'query string',
      plays: '`:embed=true` and `:jwt` once each, and the parameters that Sigma has',
      source: 'vendor doc',
      test: 'sigma/refused-addresses.test.ts > a doubled :jwt',
      differs:
        'what a doubled or unknown parameter gets is assumed; encoded names, the longest URL and unknown parameters are switches',
    },
    {
      endpoint: 'header',
      plays: 'HS256, the `kid` of a live credential with the embed scope',
      source: 'vendor doc',
      test: 'sigma/refused-signatures.test.ts > another kid',
    },
    {
      endpoint: 'signature',
      plays: 'HMAC over the UTF-8 bytes of the secret',
      source: 'vendor code',
      test: 'sigma/refused-signatures.test.ts > another secret',
      differs: 'the sentence is assumed',
    },
    {
      endpoint: 'claims',
      plays: 'required claims and their types; unknown claims are ignored',
      source: 'vendor doc',
      test: 'sigma/refused-claims.test.ts > no sub',
      differs: '`aud` in an array and underscores in `sub` are switches',
    },
    {
      endpoint: 'ver',
      plays: '1.0 or 1.1 as text; tokens in 1.1 only, and then with `aud`',
      source: 'vendor doc',
      test: 'sigma/refused-claims.test.ts > tokens in version 1.0',
    },
    {
      endpoint: 'exp, iat',
      plays: 'not in the past; 30 days at most',
      source: 'vendor doc',
      test: 'sigma/refused-claims.test.ts > a session of 30 days and a second',
      differs: 'the sentence for a longer session is assumed; clock skew and an `iat` in the future are switches',
    },
    {
      endpoint: 'jti',
      plays: 'loads once, also when two loads come at the same time',
      source: 'vendor doc',
      test: 'sigma/admit.test.ts > loads once when two loads come at the same time',
      differs: 'code and sentence are assumed; Sigma may forgive a second load within seconds: a switch',
    },
    {
      endpoint: 'who the session runs as',
      plays: 'embed users are made and rewritten by their claims; people with a login must come without claims',
      source: 'vendor doc',
      test: 'sigma/admit.test.ts > with a Sigma login loads without claims of an embed user',
    },
    {
      endpoint: 'teams, account_type, user_attributes',
      plays: 'replace what the user had; an unknown team is refused',
      source: 'vendor doc',
      test: "sigma/users.test.ts > gets the claims' teams, account type, attributes and name, which replace those before",
      differs: 'unknown account types and attributes are switches',
    },
    {
      endpoint: 'credential',
      plays: 'of an administrator signs for everybody, of others for themselves; a revoked one for nobody',
      source: 'vendor doc',
      test: 'sigma/users.test.ts > of somebody who is no administrator signs for that person only',
    },
    {
      endpoint: 'what is shared',
      plays: 'the workbook and each of its connections, with the user or a team',
      source: 'vendor doc',
      test: 'sigma/admit.test.ts > when its connection is not shared with the team',
      differs: 'whether the connection must be shared is a switch',
    },
    {
      endpoint: 'permissions of the account type',
      plays: 'a ceiling over what is shared: to load, to explore, to edit, to save copies',
      source: 'vendor doc',
      test: 'sigma/users.test.ts > may do no more than the own account type allows',
      differs:
        'which permission is asked for when is assumed: `viewWorkbooks`, `explore`, `editWorkbooks`, `createWorkbooks`, and by switch `viewConnections`',
    },
    {
      endpoint: 'connection_oauth_tokens',
      plays: 'each value opens with the secret of the credential: PBKDF2, AES-256-GCM, four parts',
      source: 'vendor code',
      test: "sigma/token-cipher.test.ts > opens what Sigma's encryption made",
      differs: 'how strictly base64 is read, and tokens for unknown connections, are switches',
    },
    {
      endpoint: 'no token for a connection',
      plays: '"Sign in to view this connection"',
      source: 'vendor doc',
      test: 'sigma/refused-tokens.test.ts > no tokens',
      differs: 'or its charts say so: a switch',
    },
  ],
};
