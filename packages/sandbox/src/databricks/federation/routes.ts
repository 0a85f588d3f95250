// The routes of federation policies: of the account, and of single service principals. For account admins.
import { Hono } from 'hono';
import type { World } from '../../world.ts';
import { apiError, empty, unknown } from '../answers.ts';
import type { Guarded } from '../guarded.ts';
import { pageOf } from '../paging.ts';
import type { FederationPolicies, FederationPolicy } from './policies.ts';
import { readPolicy } from './read-policy.ts';

/** Create, list, get, patch and delete, at both places. */
export function createFederationRoutes(world: World, policies: FederationPolicies, admin: Guarded): Hono {
  const app = new Hono();
  const places = [
    ['/federationPolicies', () => undefined],
    ['/servicePrincipals/:principal/federationPolicies', principalIn],
  ] as const;
  for (const [path, principalOf] of places) {
    app.post(
      path,
      admin(async (_bearer, { request }) => {
        const principalId = principalOf(request.url);
        if (isStranger(principalId)) return unknown(`Service principal ${principalId}`);
        const facts = readPolicy(await request.json().catch(() => undefined), { principalId, world });
        if (typeof facts === 'string') return apiError('INVALID_PARAMETER_VALUE', facts);
        const id = new URL(request.url).searchParams.get('policy_id');
        const made = policies.create({ ...facts, principalId, ...(id !== null && { id }) });
        return made === undefined
          ? apiError('RESOURCE_ALREADY_EXISTS', `Federation policy ${id} exists already`)
          : Response.json(wire(made, world));
      }),
    );
    app.get(
      path,
      admin((_bearer, { request }) => {
        const { items, next } = pageOf(policies.list(principalOf(request.url)), new URL(request.url).searchParams);
        return Response.json({ policies: items.map((policy) => wire(policy, world)), ...next });
      }),
    );
    app.get(
      `${path}/:id`,
      admin((_bearer, { id, request }) => {
        const found = policies.find(id, principalOf(request.url));
        return found === undefined ? unknown(`Federation policy ${id}`) : Response.json(wire(found, world));
      }),
    );
    app.patch(
      `${path}/:id`,
      admin(async (_bearer, { id, request }) => {
        const principalId = principalOf(request.url);
        const found = policies.find(id, principalId);
        if (found === undefined) return unknown(`Federation policy ${id}`);
        const facts = readPolicy(await request.json().catch(() => undefined), { principalId, world });
        if (typeof facts === 'string') return apiError('INVALID_PARAMETER_VALUE', facts);
        return Response.json(wire(policies.replace(found, facts), world));
      }),
    );
    app.delete(
      `${path}/:id`,
      admin((_bearer, { id, request }) => {
        const found = policies.find(id, principalOf(request.url));
        if (found === undefined) return unknown(`Federation policy ${id}`);
        policies.remove(found);
        return empty();
      }),
    );
  }
  return app;

  function isStranger(principalId: string | undefined): boolean {
    return principalId !== undefined && !world.servicePrincipals.some(({ person }) => person.id === principalId);
  }
}

function principalIn(url: string): string | undefined {
  return /\/servicePrincipals\/([^/]+)\//.exec(new URL(url).pathname)?.[1];
}

function wire(
  { createdAt, description, id, oidc, principalId, uid, updatedAt }: FederationPolicy,
  world: World,
): object {
  const { audiences, issuer, jwksJson, jwksUri, subject, subjectClaim } = oidc;
  const owner = principalId === undefined ? '' : `/servicePrincipals/${principalId}`;
  return {
    name: `accounts/${world.accountId}${owner}/federationPolicies/${id}`,
    policy_id: id,
    uid,
    description,
    oidc_policy: {
      issuer,
      audiences,
      subject_claim: subjectClaim,
      ...(subject !== undefined && { subject }),
      ...(jwksJson !== undefined && { jwks_json: jwksJson }),
      ...(jwksUri !== undefined && { jwks_uri: jwksUri }),
    },
    ...(principalId !== undefined && { service_principal_id: Number(principalId) }),
    create_time: new Date(createdAt).toISOString(),
    update_time: new Date(updatedAt).toISOString(),
  };
}
