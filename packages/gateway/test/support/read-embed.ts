// Reads an embed URL as Sigma would: the claims, and the token inside them in clear.
import { createDecipheriv, pbkdf2Sync } from 'node:crypto';

export interface ReadEmbed {
  readonly claims: Record<string, unknown>;
  /** The viewer's access token. */
  readonly token: string;
}

/** A key takes a tenth of a second to derive, so it is kept for its salt. */
const keys = new Map<string, Buffer>();

export function readEmbed(embedUrl: string, secret: string): ReadEmbed {
  const jwt = new URL(embedUrl).searchParams.get(':jwt') ?? '';
  const claims = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  const [sealed = ''] = Object.values(claims['connection_oauth_tokens'] as Record<string, string>);
  const [salt = '', iv = '', tag = '', ciphertext = ''] = sealed.split('.');
  const key = keys.get(salt) ?? pbkdf2Sync(secret, Buffer.from(salt, 'base64'), 600_000, 32, 'sha256');
  keys.set(salt, key);
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64')).setAuthTag(
    Buffer.from(tag, 'base64'),
  );
  const token = decipher.update(Buffer.from(ciphertext, 'base64'), undefined, 'utf8') + decipher.final('utf8');
  return { claims, token };
}
