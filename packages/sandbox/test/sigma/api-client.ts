// A client for the tests of the REST API: calls it, and holds every good answer against the schema of its endpoint.
import assert from 'node:assert/strict';
import { ENDPOINTS } from '../../src/sigma/api/api.ts';
import { ERROR } from '../../src/sigma/api/shapes.ts';
import { TOKEN } from '../../src/sigma/api/token.ts';
import { organization, SIGMA_ORIGIN, type Organization } from './organization.ts';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ApiClient {
  readonly place: Organization;
  /** Endpoints that gave a good answer, as `METHOD /path`. */
  readonly played: Set<string>;
  call(method: string, path: string, body?: object): Promise<Answer>;
  /** The body of a good answer; fails for any other. */
  get(path: string): Promise<Readonly<Record<string, unknown>>>;
  /** Entries of a list. */
  list(path: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  post(path: string, body: object): Promise<Readonly<Record<string, unknown>>>;
}

export async function apiClient(
  place = organization({ switches: { tokenPace: 'unlimited' } }),
  credential = place.world.apiCredential,
): Promise<ApiClient> {
  const { access_token: token } = await tokenFor(place, credential);
  const played = new Set<string>();

  const call: ApiClient['call'] = async (method, path, body) => {
    const response = await place.fetch(
      new Request(`${SIGMA_ORIGIN}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const value = (await response.json()) as Answer['body'];
    if (response.status >= 400) ERROR.parse(value);
    else played.add(holds(method, path, { status: response.status, value }));
    return { status: response.status, body: value };
  };
  const good = async (method: string, path: string, body?: object): Promise<Answer['body']> => {
    const answer = await call(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  return {
    place,
    played,
    call,
    get: async (path) => await good('GET', path),
    list: async (path) => (await good('GET', path))['entries'] as readonly Answer['body'][],
    post: async (path, body) => await good('POST', path, body),
  };
}

export async function tokenFor(
  place: Organization,
  { clientId, secret }: { readonly clientId: string; readonly secret: string },
): Promise<{ access_token: string; refresh_token: string }> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: secret });
  const response = await place.fetch(new Request(`${SIGMA_ORIGIN}/v2/auth/token`, { method: 'POST', body }));
  return TOKEN.parse(await response.json());
}

/** Finds the endpoint and parses the answer with its schema. */
function holds(method: string, path: string, { status, value }: { status: number; value: unknown }): string {
  const { pathname } = new URL(path, SIGMA_ORIGIN);
  const row = ENDPOINTS.find(
    (one) =>
      one.method === method &&
      new RegExp(`^${one.path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`).test(pathname),
  );
  assert.ok(row, `${method} ${pathname} is in no table`);
  assert.equal(status, row.status, `${method} ${pathname}`);
  row.answer.parse(value);
  return `${row.method} ${row.path}`;
}
