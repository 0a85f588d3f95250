// Reads the body of a federation policy. Knows its rules; stores nothing.
import type { World } from '../../world.ts';
import type { FederationPolicy } from './policies.ts';

type Facts = Pick<FederationPolicy, 'description' | 'oidc'>;
type Body = Readonly<Record<string, unknown>>;

/** The policy, or the sentence of a 400. `subject` belongs to the policy of a service principal, and only there. */
export function readPolicy(
  body: unknown,
  place: { readonly principalId: string | undefined; readonly world: Pick<World, 'accountId'> },
): Facts | string {
  const { description = '', oidc_policy: given } = (body ?? {}) as Body;
  if (typeof given !== 'object' || given === null) return 'oidc_policy is required';
  const fields = given as Body;
  const { audiences = [place.world.accountId], issuer, subject, subject_claim: subjectClaim = 'sub' } = fields;
  const { jwks_json: jwksJson, jwks_uri: jwksUri } = fields;
  if (typeof issuer !== 'string' || !URL.canParse(issuer)) return 'oidc_policy.issuer must be a URL';
  if (!Array.isArray(audiences) || !audiences.every(isText)) return 'oidc_policy.audiences must be a list of texts';
  if (!isText(subjectClaim)) return 'oidc_policy.subject_claim must be a text';
  if (place.principalId === undefined ? subject !== undefined : !isText(subject)) {
    return 'oidc_policy.subject is required for service principals and forbidden for accounts';
  }
  if (jwksJson !== undefined && !isKeySet(jwksJson)) return 'oidc_policy.jwks_json must be a JSON Web Key Set as text';
  if (jwksUri !== undefined && !(isText(jwksUri) && URL.canParse(jwksUri))) return 'oidc_policy.jwks_uri must be a URL';
  const oidc = { issuer, audiences, subjectClaim, subject: subject as string | undefined, jwksJson, jwksUri };
  return { description: String(description), oidc };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isKeySet(value: unknown): value is string {
  if (!isText(value)) return false;
  try {
    return Array.isArray((JSON.parse(value) as { keys?: unknown } | null)?.keys);
  } catch {
    return false;
  }
}
