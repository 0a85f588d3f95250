// Says what a viewer would get and why, without making a URL. Uses the rules that minting uses, so that the two agree.
import { GatewayError } from '../../base/errors.ts';
import type { Viewer } from '../../databricks/viewer.ts';
import { claimsOf, type ShownClaims } from '../claims.ts';
import type { Decided } from './decided.ts';
import { claimUserOf, type Person } from './person.ts';
import type { Policy } from './policy.ts';

/** One part of the URL: a claim or a parameter of the query. */
export interface PreviewRow extends Decided<string> {
  /** Such as `sub`, `teams`, `user_attributes.region`. */
  readonly claim: string;
}

export interface Preview {
  /** Alias of the embed; `undefined` when none is open to the viewer and none was asked for. */
  readonly embed: string | undefined;
  readonly mayOpen: Decided<boolean>;
  /** Also for an embed that is not open: what the viewer would be at Sigma. Empty when the identity is unusable. */
  readonly rows: readonly PreviewRow[];
  /** The same as they are signed; `undefined` when the identity is unusable. */
  readonly claims: Omit<ShownClaims, 'exp' | 'iat' | 'iss' | 'jti'> | undefined;
}

/** `undefined` when the workspace has no embed of the alias. */
export function previewOf(
  policy: Policy,
  viewer: Viewer,
  { alias, workspace }: { readonly alias: string | undefined; readonly workspace: string },
): Preview | undefined {
  const embed = alias === undefined ? policy.embedsOf(viewer, workspace)[0] : policy.named(alias);
  if (alias !== undefined && embed?.workspace !== workspace) return undefined;
  const mayOpen =
    embed === undefined ? { value: false, why: 'no embed is open to this viewer' } : policy.mayOpen(embed, viewer);
  const tokens = Object.fromEntries((embed?.connectionIds ?? []).map((id) => [id, NOT_SHOWN]));
  try {
    const person = policy.personOf(viewer);
    const rows = [...personRows(person)];
    for (const id of Object.keys(tokens)) {
      rows.push({ claim: `connection_oauth_tokens.${id}`, value: NOT_SHOWN, why: 'the embed' });
    }
    return { embed: embed?.alias, mayOpen, rows, claims: claimsFor(person, tokens) };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { embed: embed?.alias, mayOpen: { value: false, why: error.message }, rows: [], claims: undefined };
  }
}

const NOT_SHOWN = "the viewer's token, not shown";

/** As they are signed, but for what is new in each URL and for the client id. */
function claimsFor(person: Person, tokens: Readonly<Record<string, string>>): Preview['claims'] {
  const subject = person.subject.value;
  const user = claimUserOf(person);
  const all = claimsOf({ subject, user, tokens, jti: '', issuedAt: 0, expiresAt: 0, clientId: '' });
  const { exp: _exp, iat: _iat, iss: _iss, jti: _jti, ...claims } = all;
  return claims;
}

function* personRows({ account, kind, subject }: Person): Generator<PreviewRow> {
  yield { claim: 'sub', ...subject };
  if (account === undefined) {
    yield { claim: '(no claims about the user)', value: 'internal user', why: kind.why };
    return;
  }
  yield { claim: 'account_type', ...account.type };
  for (const team of account.teams) yield { claim: 'teams', ...team };
  for (const { name, ...rest } of account.attributes) yield { claim: `user_attributes.${name}`, ...rest };
}
