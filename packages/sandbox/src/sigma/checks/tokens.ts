// Checks 12 to 14: every token opens with the embed secret, and the workbook's connection has one. Asks Databricks nothing.
import type { World } from '../../world.ts';
import { refuse } from '../refusal.ts';
import type { TokenCipher } from '../token-cipher.ts';
import type { Claims } from './claims.ts';

/** The access token for the workbook's connection. Tokens of connections that do not exist are opened and ignored. */
export async function openTokens(world: World, cipher: TokenCipher, claims: Claims): Promise<string> {
  const open = async (text: string): Promise<string> => {
    try {
      return await cipher.decrypt(world.credential.secret, text);
    } catch {
      return refuse('invalid_token', 'EINVAL', 'Invalid encrypted token');
    }
  };
  let found: string | undefined;
  for (const [connectionId, text] of Object.entries(claims.connectionTokens)) {
    const token = await open(text);
    if (connectionId === world.connectionId) found = token;
  }
  if (claims.organizationToken !== undefined) await open(claims.organizationToken);
  return found === undefined || found === '' ? refuse('no_token', 'EACCES', 'Sign in to view this connection') : found;
}
