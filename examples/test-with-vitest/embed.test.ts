// Vitest: what an embed looks like when the warehouse is down, Databricks has ended the token, or time has passed.
import { expect, test } from 'vitest';
import { mintEmbedUrl } from '@sigma-embed/gateway/sigma';
import { startSandbox, type Sandbox } from '@sigma-embed/sandbox';

/** Stands for the code under test. */
async function embedUrlFor(viewer: string, sandbox: Sandbox): Promise<string> {
  const env = sandbox.env('http://localhost:3000');
  const { url } = await mintEmbedUrl({
    clientId: env['CLIENT_ID'] ?? '',
    secret: env['SECRET'] ?? '',
    url: env['DATABRICKS_OAUTH_BASE_URL'] ?? '',
    subject: viewer,
    user: { kind: 'embed', accountType: 'View', teams: ['Sales_People'] },
    connectionTokens: { [env['DATABRICKS_CONNECTION_ID'] ?? '']: await sandbox.databricks.tokenFor(viewer) },
    tokenExpiresAt: sandbox.clock.now() + 3_600_000,
  });
  return url;
}

test('a warehouse that is down for Ana fails her elements, and not those of Ben', async () => {
  await using sandbox = await startSandbox();
  sandbox.faults.add({
    vendor: 'databricks',
    pattern: 'POST /api/2.0/sql/*',
    status: 503,
    person: 'ana@example.com',
  });
  const ana = await sandbox.sigma.open(await embedUrlFor('ana@example.com', sandbox));
  const ben = await sandbox.sigma.open(await embedUrlFor('ben@example.com', sandbox));
  expect(ana.elements['trips']?.failure).toBeDefined();
  expect(ben.elements['trips']?.rows).toHaveLength(100);
});

test('an access token that Databricks has ended asks the viewer to sign in', async () => {
  await using sandbox = await startSandbox();
  const url = await embedUrlFor('mia@example.com', sandbox);
  expect(sandbox.databricks.expireAccessTokens('mia@example.com')).toBe(1);
  const { elements } = await sandbox.sigma.open(url);
  expect(elements['trips']?.failure?.message).toContain('Your OAuth session has expired');
});

test('an hour later the URL is over', async () => {
  await using sandbox = await startSandbox();
  const url = await embedUrlFor('mia@example.com', sandbox);
  sandbox.clock.advance(3_600_000);
  await expect(sandbox.sigma.open(url)).rejects.toThrow('exp cannot be in the past');
  expect(sandbox.sigma.lastRefusal()?.check).toBe('exp_past');
});
