// The order of the checks an embed URL goes through. Each check lives in a file of its own under checks/.
import { readAddress, type Address } from './checks/address.ts';
import { readClaims, type Claims } from './checks/claims.ts';
import { checkConnectionGrant, checkWorkbookGrant } from './checks/grants.ts';
import { readJwt } from './checks/query.ts';
import { spendJti } from './checks/replay.ts';
import { verifySignature } from './checks/signature.ts';
import { checkTimes } from './checks/times.ts';
import { openTokens } from './checks/tokens.ts';
import { resolveUser } from './checks/user.ts';
import { Refused, type Refusal } from './refusal.ts';
import type { SigmaState, StoredUser } from './state.ts';
import type { TokenCipher } from './token-cipher.ts';

export interface Admitted {
  readonly address: Address;
  readonly claims: Claims;
  readonly user: StoredUser;
  /** The viewer's Databricks access token. */
  readonly token: string;
}

/** Whether this URL loads, and as whom. A refusal names the first check that failed, and the subject if it was read by then. */
export async function admit(
  state: SigmaState,
  cipher: TokenCipher,
  url: URL,
): Promise<
  | { readonly ok: true; readonly admitted: Admitted }
  | { readonly ok: false; readonly refusal: Refusal; readonly subject: string | undefined }
> {
  const { world } = state;
  let subject: string | undefined;
  try {
    const address = readAddress(world, url.pathname);
    const payload = await verifySignature(world, readJwt(url.searchParams));
    const claims = readClaims(world, payload);
    subject = claims.sub;
    checkTimes(world, claims);
    spendJti(state, claims);
    const user = resolveUser(state, claims);
    checkWorkbookGrant(state, user);
    const token = await openTokens(world, cipher, claims);
    checkConnectionGrant(state, user);
    return { ok: true, admitted: { address, claims, user, token } };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refusal: error.refusal, subject };
    throw error;
  }
}
