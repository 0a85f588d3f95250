// Which foreign identity providers the account trusts. Knows no HTTP and no tokens.
import { randomUUID } from 'node:crypto';
import type { World } from '../../world.ts';

export interface OidcPolicy {
  readonly issuer: string;
  /** Default: the account id. */
  readonly audiences: readonly string[];
  /** The claim that names the person. Default: `sub`. */
  readonly subjectClaim: string;
  /** What that claim must say: with a policy of a service principal, and only with one. */
  readonly subject: string | undefined;
  /** A key set as text; else it is fetched from `jwksUri`, or from where the issuer's metadata says. */
  readonly jwksJson: string | undefined;
  readonly jwksUri: string | undefined;
}

export interface FederationPolicy {
  readonly id: string;
  readonly uid: string;
  readonly description: string;
  /** SCIM id of the service principal; absent for a policy of the account. */
  readonly principalId: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly oidc: OidcPolicy;
}

export interface FederationPolicies {
  /** Those of the account, or those of one service principal. */
  list(principalId?: string): readonly FederationPolicy[];
  find(id: string, principalId?: string): FederationPolicy | undefined;
  /** Undefined when the id is taken. */
  create(
    facts: Pick<FederationPolicy, 'description' | 'oidc' | 'principalId'> & { id?: string },
  ): FederationPolicy | undefined;
  replace(policy: FederationPolicy, facts: Pick<FederationPolicy, 'description' | 'oidc'>): FederationPolicy;
  remove(policy: FederationPolicy): void;
}

export function createFederationPolicies({ clock, memory }: Pick<World, 'clock' | 'memory'>): FederationPolicies {
  const all = memory.keep<FederationPolicy[]>('databricks.federationPolicies', []);
  const list = (principalId?: string): readonly FederationPolicy[] =>
    all.filter((policy) => policy.principalId === principalId);
  return {
    list,
    find: (id, principalId) => list(principalId).find((policy) => policy.id === id),
    create({ id, ...facts }) {
      const uid = randomUUID();
      const now = clock.now();
      const policy = { id: id ?? uid, uid, createdAt: now, updatedAt: now, ...facts };
      if (list(facts.principalId).some((known) => known.id === policy.id)) return undefined;
      all.push(policy);
      return policy;
    },
    replace(policy, facts) {
      const next = { ...policy, ...facts, updatedAt: clock.now() };
      all.splice(all.indexOf(policy), 1, next);
      return next;
    },
    remove: (policy) => void all.splice(all.indexOf(policy), 1),
  };
}
