// A viewer of the sandbox from another process: signs in with PKCE and runs a statement, as little code as that takes.
import { createHash, randomBytes } from 'node:crypto';

const REDIRECT = 'http://localhost:3000/auth/databricks/callback';

/** Where the sandbox of another process is, and how soon it was there. */
export interface Hosted {
  readonly readyMs: number;
  readonly origin: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly warehouseId: string;
}

/** Resolves with the access token. */
export async function signIn({ clientId, clientSecret, origin }: Hosted, person: string): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const url = new URL('/oidc/v1/authorize', origin);
  url.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: REDIRECT,
    response_type: 'code',
    scope: 'all-apis offline_access',
    state: 'state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString();
  const page = await (await fetch(url)).text();
  const request = /name="request" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1] ?? '';
  const allowed = await fetch(new URL(action, url), {
    method: 'POST',
    redirect: 'manual',
    headers: { origin },
    body: new URLSearchParams({ request, person, decision: 'allow' }),
  });
  const code = new URL(allowed.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const tokens = await fetch(`${origin}/oidc/v1/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      code_verifier: verifier,
    }),
  });
  return ((await tokens.json()) as { access_token: string }).access_token;
}

/** Runs the statement and resolves with its rows. @throws Error when it does not succeed. */
export async function query(
  { origin, warehouseId }: Hosted,
  token: string,
  statement: string,
): Promise<readonly (readonly (string | null)[])[]> {
  const answer = await fetch(`${origin}/api/2.0/sql/statements`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ statement, warehouse_id: warehouseId, wait_timeout: '50s' }),
  });
  const { result, status } = (await answer.json()) as {
    readonly status?: { readonly state: string };
    readonly result?: { readonly data_array?: readonly (readonly (string | null)[])[] };
  };
  if (status?.state !== 'SUCCEEDED')
    throw new Error(`The statement ended as ${status?.state ?? String(answer.status)}.`);
  return result?.data_array ?? [];
}
