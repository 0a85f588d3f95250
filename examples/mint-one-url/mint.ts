// One embed URL, without the rest of the gateway: for people who have a viewer's access token already.
import { mintEmbedUrl } from '@sigma-embed/gateway/sigma';

const { env } = process;

const { claims, expiresAt, url } = await mintEmbedUrl({
  clientId: env['CLIENT_ID'] ?? 'client-id-of-your-embed-credential',
  secret: env['SECRET'] ?? 'secret-of-your-embed-credential',
  url: env['DATABRICKS_OAUTH_BASE_URL'] ?? 'https://app.sigmacomputing.com/your-org/workbook/Taxi-1a2B3c',
  subject: env['VIEWER'] ?? 'ana@example.com',
  user: { kind: 'embed', accountType: 'View', teams: ['Sales_People'] },
  connectionTokens: {
    [env['DATABRICKS_CONNECTION_ID'] ?? 'id-of-your-connection']: env['ACCESS_TOKEN'] ?? 'access-token-of-the-viewer',
  },
  tokenExpiresAt: Date.now() + 3_600_000,
});

console.log(url);
console.error(`\nUse it once, before ${new Date(expiresAt).toISOString()}. The claims inside:`, claims);
