// Seeded bugs: a sandbox that forgets a check would hide a gateway that needs it. Each bug must make a test fail.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failuresWith, type Mutant } from './run-mutant.ts';

const MUTANTS: readonly Mutant[] = [
  {
    bug: 'PKCE is not checked',
    file: 'databricks/exchange-code.ts',
    find: "if (!fits(code.challenge, form.get('code_verifier')))",
    put: 'if (fits.length > 99)',
    noticedBy: ['databricks/token.test.ts', 'with another verifier'],
  },
  {
    bug: 'a code works twice',
    file: 'databricks/exchange-code.ts',
    find: 'code.spent = true;',
    put: '',
    noticedBy: ['databricks/token.test.ts', 'a second time'],
  },
  {
    bug: 'the redirect URI of the token request does not matter',
    file: 'databricks/exchange-code.ts',
    find: "form.get('redirect_uri') !== code.redirectUri",
    put: 'false',
    noticedBy: ['databricks/token.test.ts', 'with another redirect URI'],
  },
  {
    bug: 'a code serves another app',
    file: 'databricks/exchange-code.ts',
    find: ' || code.grant.clientId !== app.clientId',
    put: '',
    noticedBy: ['databricks/token.test.ts', 'of another app'],
  },
  {
    bug: 'a redirect URI only has to begin like a registered one',
    file: 'databricks/authorization-request.ts',
    find: '!app.redirectUrls.includes(redirectUri)',
    put: '!app.redirectUrls.some((url) => redirectUri.startsWith(url))',
    noticedBy: ['databricks/authorize.test.ts', 'redirect URI with a slash more'],
  },
  {
    bug: 'scopes that the app does not have are granted',
    file: 'databricks/authorization-request.ts',
    find: 'forbidden.length > 0',
    put: 'forbidden.length > 99',
    noticedBy: ['databricks/authorize.test.ts', 'scope that the app does not have'],
  },
  {
    bug: 'state does not come back',
    file: 'databricks/authorize.ts',
    find: "if (target.state !== undefined) url.searchParams.set('state', target.state);",
    put: '',
    noticedBy: ['databricks/authorize.test.ts', 'no PKCE'],
  },
  {
    bug: 'the client secret is not checked',
    file: 'databricks/client-authentication.ts',
    find: 'app.clientSecret !== claimed.secret',
    put: 'false',
    noticedBy: ['databricks/token.test.ts', 'a wrong or missing secret is invalid_client'],
  },
  {
    bug: 'a rotated refresh token goes on working',
    file: 'databricks/refresh.ts',
    find: 'if (rotates) known.spentAt ??= clock.now();',
    put: '',
    noticedBy: ['databricks/refresh.test.ts', 'each refresh token works once'],
  },
  {
    bug: 'a replay does not end the grant',
    file: 'databricks/refresh.ts',
    find: "isReplay && app.refreshMode === 'rotate_family'",
    put: 'false',
    noticedBy: ['databricks/refresh.test.ts', 'a second use ends the whole grant'],
  },
  {
    bug: 'an expired bearer is taken',
    file: 'databricks/authenticate.ts',
    find: 'currentDate: new Date(room.world.clock.now())',
    put: 'currentDate: new Date(0)',
    noticedBy: ['databricks/rest.test.ts', 'when it is expired'],
  },
  {
    bug: 'access tokens outlive the grant that was ended with them',
    file: 'databricks/grants.ts',
    find: 'return grant?.accessEnded === false ? grant : undefined;',
    put: 'return grant;',
    noticedBy: ['databricks/refresh.test.ts', 'a second use ends the whole grant'],
  },
  {
    bug: 'access tokens have another audience',
    file: 'databricks/mint.ts',
    find: 'aud: grant.issuer.audience',
    put: "aud: 'another'",
    noticedBy: ['databricks/login.test.ts', 'oauth4webapi signs Ana in at the workspace'],
  },
  {
    bug: 'a foreign token may be for somebody else',
    file: 'databricks/federation/exchange-token.ts',
    find: 'audience: [...policy.oidc.audiences],',
    put: '',
    noticedBy: ['databricks/token-exchange.test.ts', 'another audience'],
  },
  {
    bug: 'the row filter is left out',
    file: 'warehouse/policy.ts',
    find: 'rowFilter === undefined ?',
    put: "rowFilter !== 'none' ?",
    noticedBy: ['warehouse/viewers.test.ts', 'Ana sees'],
  },
  {
    bug: 'the column mask is left out',
    file: 'warehouse/policy.ts',
    find: 'mask === undefined ?',
    put: "mask !== 'none' ?",
    noticedBy: ['warehouse/viewers.test.ts', 'Ana sees'],
  },
  {
    bug: 'everybody has SELECT',
    file: 'warehouse/catalog/catalog.ts',
    find: 'return needed.find(',
    put: 'return [].find(',
    noticedBy: ['warehouse/catalog.test.ts', 'a grant to a person or a group lets them read'],
  },
  {
    bug: 'the owner database reads files',
    file: 'warehouse/locks.ts',
    find: "'SET enable_external_access = false',",
    put: '',
    noticedBy: ['warehouse/boundary.test.ts', 'files, other databases, extensions and settings are out of reach'],
  },
];

describe('a seeded bug is noticed', () => {
  for (const mutant of MUTANTS) {
    it(mutant.bug, async () => {
      const failed = await failuresWith(mutant);
      const [, name] = mutant.noticedBy;
      assert.ok(
        failed.some((test) => test.startsWith(name)),
        `nobody noticed; failed: ${failed.join(', ')}`,
      );
    });
  }
});
