// node:test: each viewer sees their own rows, and Databricks ran the queries as that viewer. No browser, no account.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { mintEmbedUrl } from '@sigma-embed/gateway/sigma';
import { startSandbox } from '@sigma-embed/sandbox';

for (const [viewer, lowest, highest] of [
  ['ana@example.com', 10_001, 10_282],
  ['ben@example.com', 11_004, 11_697],
] as const) {
  it(`${viewer} sees the trips of the own area only`, async () => {
    await using sandbox = await startSandbox();
    const env = sandbox.env('http://localhost:3000');
    // The code under test: here the library, in your project whatever makes your embed URLs.
    const { url } = await mintEmbedUrl({
      clientId: env['CLIENT_ID'] ?? '',
      secret: env['SECRET'] ?? '',
      url: env['DATABRICKS_OAUTH_BASE_URL'] ?? '',
      subject: viewer,
      user: { kind: 'embed', accountType: 'View', teams: ['Sales_People'] },
      connectionTokens: { [env['DATABRICKS_CONNECTION_ID'] ?? '']: await sandbox.databricks.tokenFor(viewer) },
      tokenExpiresAt: sandbox.clock.now() + 3_600_000,
    });

    const { elements } = await sandbox.sigma.open(url);
    const zips = elements['trips']?.rows.map((row) => Number(row[1])) ?? [];
    assert.equal(zips.length, 100);
    assert.ok(zips.every((zip) => zip >= lowest && zip <= highest));
    const people = new Set(sandbox.databricks.statements().map(({ person }) => person));
    assert.deepEqual([...people], [viewer]);

    await assert.rejects(sandbox.sigma.open(url), /jti has already been used/);
  });
}
