// The reference way, as Sigma's sample does it: a fresh salt and a synchronous derivation for every URL.
import { createCipheriv, createHmac, pbkdf2Sync, randomBytes, randomUUID } from 'node:crypto';
import { ACCESS_TOKEN, CONNECTION, CREDENTIAL, WORKBOOK } from './task.ts';

export function referenceUrl(): string {
  const salt = randomBytes(16);
  const key = pbkdf2Sync(CREDENTIAL.secret, salt, 600_000, 32, 'sha256');
  return signedUrl(salt, key);
}

/** The floor: the same without the derivation, written plainly, with the secret as a string. */
export function floorUrl(salt: Buffer, key: Buffer): string {
  return signedUrl(salt, key);
}

function signedUrl(salt: Buffer, key: Buffer): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const ciphertext = Buffer.concat([cipher.update(ACCESS_TOKEN, 'utf8'), cipher.final()]);
  const token = [salt, iv, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64')).join('.');
  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    sub: 'ana@example.com',
    jti: randomUUID(),
    iat,
    exp: iat + 3600,
    iss: CREDENTIAL.clientId,
    ver: '1.1',
    aud: 'sigmacomputing',
    account_type: 'View',
    teams: ['Sales_People'],
    connection_oauth_tokens: { [CONNECTION]: token },
  };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: 'HS256', typ: 'JWT', kid: CREDENTIAL.clientId })}.${part(claims)}`;
  return `${WORKBOOK}?:embed=true&:jwt=${input}.${createHmac('sha256', CREDENTIAL.secret).update(input).digest('base64url')}`;
}
