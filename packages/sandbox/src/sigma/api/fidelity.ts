// How true to Sigma the REST API is. Data only.
import type { FidelitySection } from '../../fidelity.ts';

export const FIDELITY: FidelitySection = {
  vendor: 'Sigma',
  title: 'REST API',
  rows: [
    {
      endpoint: 'POST /v2/auth/token',
      plays: 'client_credentials and refresh_token, an hour and a day, once a second',
      source: 'observed',
      test: 'sigma/api.test.ts > takes the credential in the form, and in the header by switch',
      differs: 'the documentation says Basic, seen was the form: a switch',
    },
    {
      endpoint: 'a set-up',
      plays: 'members, teams, connections, workbooks, grants and credentials, from nothing to an embed that loads',
      source: 'vendor doc',
      test: 'sigma/api.test.ts > an organization is set up by API alone, and an embed of it loads',
    },
    {
      endpoint: '/v2/connections',
      plays: 'create, replace, rename, archive, test, sync, look up, share; secrets come back nowhere',
      source: 'vendor doc',
      test: 'sigma/api.test.ts > connections are replaced whole, renamed and archived, and no answer carries a secret',
      differs: 'connections to Databricks only',
    },
    {
      endpoint: '/v2/workbooks',
      plays:
        'create, read, replace, share, tag; pages, elements, controls, bookmarks; specifications checked before anything is written',
      source: 'vendor doc',
      test: 'sigma/api.test.ts > contents that do not fit are refused with every place, and nothing changes',
      differs: 'no schedules, exports or materializations',
    },
    {
      endpoint: '/v2/members, /v2/teams, /v2/accountTypes, /v2/userAttributes',
      plays: 'as far as embedding needs them',
      source: 'vendor doc',
      test: 'sigma/api.test.ts > account types of the organization are listed; own ones come and go, their holders are moved',
    },
    {
      endpoint: 'lists',
      plays: '`page` and `limit`, or `pageToken` and `pageSize`, each where Sigma has it',
      source: 'vendor doc',
      test: 'sigma/api.test.ts > lists go on page by page in the older and in the newer way',
    },
    {
      endpoint: 'refusals',
      plays: '`{requestId, message, code}`',
      source: 'vendor doc',
      test: 'sigma/api.test.ts > without a token, with the words of the vendor',
      differs: 'other words are assumed',
    },
  ],
};
