// The order of the checks an embed URL goes through. Each check lives in a file of its own under checks/.
import { readAddress, type Address } from './checks/address.ts';
import { readClaims, type Claims } from './checks/claims.ts';
import { checkConnectionGrants, checkWorkbookGrant } from './checks/grants.ts';
import { readJwt } from './checks/query.ts';
import { spendJti } from './checks/replay.ts';
import { verifySignature } from './checks/signature.ts';
import { checkTimes } from './checks/times.ts';
import { checkTokens, openTokens } from './checks/tokens.ts';
import { resolveUser } from './checks/user.ts';
import { connectionsOf } from './documents/contents.ts';
import { Refused, type Refusal } from './refusal.ts';
import type { Member, Permission, SigmaState } from './state.ts';
import type { TokenCipher } from './token-cipher.ts';

export interface Admitted {
  readonly address: Address;
  readonly claims: Claims;
  readonly user: Member;
  readonly permission: Permission;
  /** Connection id -> the viewer's Databricks access token. */
  readonly tokens: Readonly<Record<string, string>>;
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
  let unspend: (() => void) | undefined;
  try {
    const address = readAddress(state, url.pathname);
    const signed = await verifySignature(state, readJwt(world, url));
    const claims = readClaims(world, signed);
    subject = claims.sub;
    checkTimes(world, claims);
    unspend = spendJti(state, signed, claims);
    const user = resolveUser(state, signed.credential, claims);
    const permission = checkWorkbookGrant(state, user, address);
    const tokens = await openTokens(state, cipher, { claims, credential: signed.credential });
    const connections = connectionsOf(address.contents);
    const usable = checkTokens(state, { tokens, user }, connections);
    checkConnectionGrants(state, user, connections);
    return { ok: true, admitted: { address, claims, user, permission, tokens: usable } };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    unspend?.();
    return { ok: false, refusal: error.refusal, subject };
  }
}
