// Checks 12 to 14: every token opens with the embed secret, and the workbook's connections have theirs. Asks Databricks nothing.
import { refuse } from '../refusal.ts';
import type { Member, SigmaState } from '../state.ts';
import type { TokenCipher } from '../token-cipher.ts';
import type { Claims } from './claims.ts';
import type { Signed } from './signature.ts';

/** The access tokens by connection. Those of connections that do not exist are opened, and ignored or refused by switch. */
export async function openTokens(
  { connections, world }: SigmaState,
  cipher: TokenCipher,
  { claims, credential }: { readonly claims: Claims } & Pick<Signed, 'credential'>,
): Promise<Readonly<Record<string, string>>> {
  const open = async (text: string): Promise<string> => {
    try {
      return await cipher.decrypt(credential.secret, text, world.sigma.tokenBase64);
    } catch {
      return refuse('invalid_token', 'EINVAL', 'Invalid encrypted token');
    }
  };
  const tokens: Record<string, string> = {};
  for (const [connectionId, text] of Object.entries(claims.connectionTokens)) {
    const token = await open(text);
    if (connections.has(connectionId)) tokens[connectionId] = token;
    else if (world.sigma.unknownConnection === 'refuse') {
      refuse('unknown_connection', 'EINVAL', `Connection not found: ${connectionId.slice(0, 60)}`);
    }
  }
  if (claims.organizationToken !== undefined) await open(claims.organizationToken);
  return tokens;
}

/** What the frame may use of them. Refuses when an OAuth connection of the workbook has none, unless its charts are to say so. */
export function checkTokens(
  { connections, world }: SigmaState,
  { tokens, user }: { readonly tokens: Readonly<Record<string, string>>; readonly user: Member },
  connectionIds: readonly string[],
): Readonly<Record<string, string>> {
  const { internalUserTokens, missingToken } = world.sigma;
  const usable = user.userKind !== 'embed' && internalUserTokens === 'ignored' ? {} : tokens;
  const lacks = connectionIds.some((id) => connections.get(id)?.useOauth === true && (usable[id] ?? '') === '');
  if (lacks && missingToken === 'sign_in_page') refuse('no_token', 'EACCES', 'Sign in to view this connection');
  return usable;
}
