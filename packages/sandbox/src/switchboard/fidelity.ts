// How true to Databricks' and Sigma's hosts the switchboard is. Data only.
import type { FidelitySection } from '../fidelity.ts';

export const FIDELITY: FidelitySection = {
  vendor: 'Databricks',
  title: 'hosts',
  rows: [
    {
      endpoint: 'https://dbc-….cloud.databricks.com and others',
      plays: 'workspaces on three clouds, their accounts, a unified host and the hosts of the keys, over TLS',
      source: 'vendor code',
      test: 'switchboard/switchboard.test.ts > every one of them has a certificate that fits, and leads to its vendor',
      differs: 'the name of the host with the keys on GCP is assumed; `login.databricks.com` is not played',
    },
    {
      endpoint: 'account host, workspace API',
      plays: '400 without JSON',
      source: 'vendor code',
      test: "databricks/hosts.test.ts > an account's host has no workspace APIs and says so without JSON",
      differs: 'the text is ours',
    },
  ],
};
