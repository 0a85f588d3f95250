// How true to Databricks token federation is. Data only.
import type { FidelitySection } from '../../fidelity.ts';

export const FIDELITY: FidelitySection = {
  vendor: 'Databricks',
  title: 'token federation',
  rows: [
    {
      endpoint: 'POST /oidc/v1/token (token-exchange)',
      plays: 'RFC 8693 with a JWT as subject, for people and for service principals; no refresh token',
      source: 'vendor code',
      test: 'databricks/token-exchange.test.ts > a person of a trusted provider gets a token without an app',
      differs: 'texts and codes of refusals are assumed; keys are fetched from this machine only; no exchange of PATs',
    },
    {
      endpoint: '…/federationPolicies',
      plays: 'create, list, get, patch, delete, for the account and for service principals',
      source: 'vendor code',
      test: 'databricks/token-exchange.test.ts > can be listed, read, changed and deleted, and a deleted one counts no more',
    },
  ],
};
