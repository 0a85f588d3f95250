// How true to Databricks SCIM is. Data only.
import type { FidelitySection } from '../../fidelity.ts';

export const FIDELITY: FidelitySection = {
  vendor: 'Databricks',
  title: 'people and groups',
  rows: [
    {
      endpoint: 'GET /api/2.0/preview/scim/v2/Me',
      plays: 'the fields of the SDK, the workspace id in a header, the scope it needs',
      source: 'vendor code',
      test: 'databricks/rest.test.ts > when its scopes do not reach, with the scope that is missing',
      differs: 'what a token with only `sql` gets is a switch',
    },
    {
      endpoint: 'GET …/scim/v2/Users, Groups',
      plays: 'lists with filter and pages, single ones; at the workspace and at the account, for reading',
      source: 'vendor code',
      test: 'databricks/scim.test.ts > a filter on the name finds one person or group',
      differs: 'only `eq` on the name; nested groups are not played; everybody may list at the workspace',
    },
    {
      endpoint: 'wrong workspace',
      plays: '403 with "Invalid access to Org"',
      source: 'observed',
      test: 'databricks/scim.test.ts > another workspace is refused by its number, in a parameter or a header',
    },
  ],
};
