// Learns the issuer's metadata: endpoints, key set, what it supports. Keeps the last good answer.
import * as oauth from 'oauth4webapi';
import { GatewayError } from '../base/errors.ts';
import type { DatabricksApp } from './app.ts';
import { readNoAnswer, readRestFailure, signInError } from './failure.ts';
import { NoAnswer } from './guarded-fetch.ts';
import { isTrustedEndpoint, issuerOf } from './hosts.ts';

/** Answers with the issuer's metadata. */
export type Discover = () => Promise<oauth.AuthorizationServer>;

const KEEP_MS = 3_600_000;
/** After a failure the next try waits this long. */
const HOLD_OFF_MS = 60_000;
const WELL_KNOWN = ['openid-configuration', 'oauth-authorization-server'];

/**
 * Metadata from either well-known name; where both answer 404, Databricks' documented paths. After an hour it is read again in the
 * background: whoever asks meanwhile, and while that fails, gets the old answer at once.
 * @throws GatewayError `databricks_unavailable`, `token_response_invalid` when the metadata contradicts the configured issuer.
 * @see RFC 8414 section 3.3; OpenID Connect Discovery section 4.3
 */
export function createDiscovery(app: DatabricksApp, fetch: typeof globalThis.fetch): Discover {
  const issuer = issuerOf(app);
  let known: oauth.AuthorizationServer | undefined;
  let askAgainAt = 0;
  let flight: Promise<oauth.AuthorizationServer> | undefined;

  const learn = async (): Promise<oauth.AuthorizationServer> => {
    try {
      known = await readMetadata(issuer, fetch);
      askAgainAt = app.clock.monotonic() + KEEP_MS;
      return known;
    } catch (error) {
      if (known === undefined) throw error;
      askAgainAt = app.clock.monotonic() + HOLD_OFF_MS;
      return known;
    }
  };

  return async () => {
    if (known !== undefined && app.clock.monotonic() < askAgainAt) return known;
    flight ??= learn().finally(() => {
      flight = undefined;
    });
    return known ?? (await flight);
  };
}

async function readMetadata(issuer: string, fetch: typeof globalThis.fetch): Promise<oauth.AuthorizationServer> {
  for (const name of WELL_KNOWN) {
    const response = await get(`${issuer}/.well-known/${name}`, fetch);
    if (response.status === 404) continue;
    if (response.status !== 200)
      throw signInError(readRestFailure(response.status, response.headers, await response.text()));
    return await readDocument(issuer, response);
  }
  return { issuer, authorization_endpoint: `${issuer}/v1/authorize`, token_endpoint: `${issuer}/v1/token` };
}

async function get(url: string, fetch: typeof globalThis.fetch): Promise<Response> {
  try {
    return await fetch(url, { headers: { accept: 'application/json' } });
  } catch (error) {
    if (error instanceof NoAnswer) throw signInError(readNoAnswer(error));
    throw error;
  }
}

async function readDocument(issuer: string, response: Response): Promise<oauth.AuthorizationServer> {
  const server = await oauth.processDiscoveryResponse(new URL(issuer), response).catch((error: unknown) => {
    throw new GatewayError('token_response_invalid', {
      detail: 'the metadata is not of the configured issuer',
      cause: error,
    });
  });
  // The library compares parsed URLs; the specification wants the same bytes.
  if (server.issuer !== issuer) throw untrusted('issuer');
  for (const name of ['authorization_endpoint', 'token_endpoint'] as const) {
    if (!isTrustedEndpoint(issuer, server[name] ?? '')) throw untrusted(name);
  }
  for (const name of ['jwks_uri', 'revocation_endpoint'] as const) {
    const endpoint = server[name];
    if (endpoint !== undefined && !isTrustedEndpoint(issuer, endpoint)) throw untrusted(name);
  }
  return server;
}

function untrusted(name: string): GatewayError {
  return new GatewayError('token_response_invalid', {
    detail: `the metadata names an address that is not trusted: ${name}`,
  });
}
