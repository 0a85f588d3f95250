// Builds the room's door for one app: one guarded fetch, one metadata cache, one key cache.
import type * as oauth from 'oauth4webapi';
import { GatewayError } from '../base/errors.ts';
import { randomToken } from '../base/random.ts';
import type { DatabricksApp } from './app.ts';
import { authorizationUrl, checkCallback } from './authorize.ts';
import { oauthClient } from './client.ts';
import type { Databricks } from './databricks.ts';
import { createDiscovery } from './discovery.ts';
import { exchangeCode } from './exchange.ts';
import { guardFetch } from './guarded-fetch.ts';
import { issuerOf } from './hosts.ts';
import { readViewer } from './read-viewer.ts';
import { refreshTokens } from './refresh.ts';
import { revokeToken } from './revoke.ts';

/** @throws GatewayError `config_invalid` when the account host cannot be told. */
export function createDatabricks(app: DatabricksApp): Databricks {
  const issuer = issuerOf(app);
  const fetch = guardFetch(app.fetch, { timeoutMs: app.timeoutMs });
  const patientFetch = guardFetch(app.fetch, { timeoutMs: app.timeoutMs, listenMs: app.listenMs });
  const discover = createDiscovery(app, fetch);
  const jwks: oauth.JWKSCacheInput = {};
  const peerBy = async (by: typeof fetch) => ({ server: await discover(), oauthClient: oauthClient(app, by, jwks) });
  const peer = async () => await peerBy(fetch);

  return {
    issuer,
    newVerifier: () => randomToken(app.random, 32),
    newNonce: () => randomToken(app.random, 16),
    begin: async (request) => await authorizationUrl(app, await discover(), request),
    readCallback: async (parameters, expectedState) =>
      checkCallback(await discover(), app.clientId, { parameters, expectedState }),
    exchange: async (callback, { nonce, verifier }) =>
      await exchangeCode(app, await peer(), { callback, verifier, nonce }),
    viewer: async (tokens) => await readViewer(app, { issuer, fetch }, tokens),
    async refresh(send) {
      const found = await peerBy(patientFetch).catch((error: unknown) => {
        if (error instanceof GatewayError) return error;
        throw error;
      });
      if (found instanceof GatewayError) return { outcome: 'transient', detail: found.detail ?? found.code };
      return await refreshTokens(app, found, send);
    },
    revoke: async (refreshToken) => {
      const found = await peer().catch(() => undefined);
      return found === undefined ? 'failed' : await revokeToken(found, refreshToken);
    },
    check: async () => void (await discover()),
  };
}
