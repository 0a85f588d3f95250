// Databricks' JavaScript SDK: signs in as a service principal, or with a bearer token, and calls a few services.
import { AccountClient, WorkspaceClient } from '@databricks/sdk-experimental';
import { HttpsProxyAgent } from 'https-proxy-agent';

const { ACCOUNT_HOST = '', ACCOUNT_ID = '', CLIENT_ID, CLIENT_SECRET, HOST = '', HTTPS_PROXY = '' } = process.env;
const { BEARER, STATEMENT = '', WAREHOUSE = '' } = process.env;

// Its discovery and token calls go by the environment's proxy, its API calls by this agent.
const options = { agent: new HttpsProxyAgent(HTTPS_PROXY) };
const credentials =
  BEARER === undefined
    ? ({ authType: 'oauth-m2m', clientId: CLIENT_ID ?? '', clientSecret: CLIENT_SECRET ?? '' } as const)
    : ({ authType: 'pat', token: BEARER } as const);

const workspace = new WorkspaceClient({ host: `https://${HOST}`, ...credentials }, options);
const me = await workspace.currentUser.me();
const statement = await workspace.statementExecution.executeStatement({
  statement: STATEMENT,
  warehouse_id: WAREHOUSE,
  wait_timeout: '30s',
});
const warehouses: string[] = [];
for await (const { name } of workspace.warehouses.list({})) warehouses.push(name ?? '');

const apps: string[] = [];
if (BEARER === undefined) {
  const account = new AccountClient(
    { host: `https://${ACCOUNT_HOST}`, accountId: ACCOUNT_ID, ...credentials },
    options,
  );
  const { integration_id = '' } = await account.customAppIntegration.create({
    name: 'Made by the SDK',
    redirect_urls: ['https://app.example.com/callback'],
    confidential: true,
    scopes: ['all-apis', 'offline_access'],
  });
  for await (const app of account.customAppIntegration.list({})) apps.push(app.name ?? '');
  await account.customAppIntegration.delete({ integration_id });
}
process.stdout.write(
  `${JSON.stringify({ userName: me.userName, state: statement.status?.state, rows: statement.result?.data_array, warehouses, apps })}\n`,
);
