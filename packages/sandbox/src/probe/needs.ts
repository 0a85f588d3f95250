// What is missing when a probe cannot be asked, as the end of a sentence. Knows no probe.
import type { Need } from './probe.ts';

export const NEEDS: Readonly<Record<Need, string>> = {
  admin: 'it needs an account admin: DATABRICKS_ACCOUNT_ID and PROBE_ADMIN_CLIENT_ID with PROBE_ADMIN_CLIENT_SECRET',
  api: "it needs a credential for Sigma's REST API: PROBE_API_HOST, PROBE_API_CLIENT_ID and PROBE_API_CLIENT_SECRET",
  embed: 'it needs an embed: CLIENT_ID, SECRET, DATABRICKS_OAUTH_BASE_URL and DATABRICKS_CONNECTION_ID',
  internal_user: 'it needs --internal-user, the e-mail address of somebody with a Sigma login of their own',
  sign_in: 'it needs a sign-in: DATABRICKS_REDIRECT_URI on this machine, and no --no-browser',
  warehouse: 'it needs --warehouse, the id of a SQL warehouse that may run a statement',
  write: 'it changes something, and --write was not given',
};
