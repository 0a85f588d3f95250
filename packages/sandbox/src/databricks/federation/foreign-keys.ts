// The keys of a foreign provider: out of the policy itself, or fetched, from this machine only. Knows no tokens.
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { OAuthRefusal } from '../refusal.ts';
import type { OidcPolicy } from './policies.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Throws `invalid_grant` when there are no keys to be had. Nothing is kept: a rotation at the provider shows at once. */
export async function keysOf({ issuer, jwksJson, jwksUri }: OidcPolicy): Promise<JWTVerifyGetKey> {
  if (jwksJson !== undefined) return createLocalJWKSet(JSON.parse(jwksJson) as JSONWebKeySet);
  const address = jwksUri ?? (await metadataOf(issuer)).jwks_uri;
  return createLocalJWKSet((await fetchJson(String(address))) as JSONWebKeySet);
}

async function metadataOf(issuer: string): Promise<{ readonly jwks_uri?: unknown }> {
  const found = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  return typeof found === 'object' && found !== null ? found : {};
}

async function fetchJson(address: string): Promise<unknown> {
  if (!URL.canParse(address) || !LOOPBACK.has(new URL(address).hostname)) {
    throw noKeys(`the sandbox fetches from this machine only; put the keys into jwks_json`);
  }
  try {
    const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(5000) });
    if (!answer.ok) throw new TypeError(`status ${answer.status}`);
    return await answer.json();
  } catch (problem) {
    throw noKeys(problem instanceof Error ? problem.message : 'unknown');
  }
}

function noKeys(why: string): OAuthRefusal {
  return new OAuthRefusal({ error: 'invalid_grant' }, `The keys of the issuer cannot be had: ${why}`);
}
