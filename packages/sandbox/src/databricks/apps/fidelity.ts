// How true to Databricks the API of app connections is. Data only.
import type { FidelitySection } from '../../fidelity.ts';

export const FIDELITY: FidelitySection = {
  vendor: 'Databricks',
  title: 'app connections',
  rows: [
    {
      endpoint: '…/oauth2/custom-app-integrations',
      plays: 'create, list, get, patch, delete; the secret is shown once; lists are replaced',
      source: 'vendor code',
      test: 'others/sdk.test.ts > signs in as a service principal at the workspace and at the account, and registers an app there',
      differs: 'limits on lifetimes and redirect URLs are not published; only plain nonsense is refused',
    },
    {
      endpoint: 'propagation',
      plays: 'a change reaches sign-in after `appPropagationSeconds`',
      source: 'vendor doc',
      test: 'databricks/app-connections.test.ts > changes reach sign-in after the propagation delay',
      differs: 'at once by default; the vendor says up to 30 minutes',
    },
    {
      endpoint: 'token_access_policy',
      plays: 'lifetimes in minutes, single-use tokens, absolute session lifetime',
      source: 'vendor code',
      test: 'databricks/app-connections.test.ts > single-use tokens rotate; whether a replay ends the grant is a switch',
    },
    {
      endpoint: '…/oauth2/published-apps, published-app-integrations',
      plays: 'the catalogue, and create, list, get, patch, delete; the client ids of the CLI, the drivers and dbt',
      source: 'vendor code',
      test: 'databricks/app-connections.test.ts > published apps stand in a catalogue; a deleted one can be connected again',
      differs: 'three apps; redirect URLs are the ports those clients use',
    },
    {
      endpoint: 'who may call it',
      plays: 'account admins with a token of the account',
      source: 'vendor doc',
      test: "databricks/app-connections.test.ts > to everybody but an account's admins",
      differs: 'the wording of the refusal is assumed',
    },
  ],
};
