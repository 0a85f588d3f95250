// A Databricks without sockets whose tokens say whose they are: `at.ana.3` is the third access token of Ana.
import { json } from './fake-databricks.ts';

export interface ModelDatabricks {
  readonly fetch: typeof globalThis.fetch;
  /** `multi_use`: a refresh token works until it is revoked. `rotate`: once. */
  mode: 'multi_use' | 'rotate';
  /** Whether a refresh answers with a refresh token. With `rotate` it always does. */
  answersWithToken: boolean;
  /** Life of an access token. Default: an hour. */
  lifeSeconds: number;
  /** Waits here before it acts on a call, and again before it answers. */
  pause: (place: 'before' | 'after', call: string) => Promise<void>;
  /** Replaces the answer to this person's next refresh, whose effect stays. */
  readonly spoil: Map<string, () => Response | Promise<Response>>;
  /** Answers this person's next refresh, which then has no effect. */
  readonly refuse: Map<string, () => Response>;
  /** Groups by person. Default: none. */
  readonly groups: Map<string, readonly string[]>;
  /** Refreshes that had an effect, by person. */
  refreshes(person: string): number;
  /** How often a refresh token of this person came that was spent before. */
  replays(person: string): number;
  lastAccess(person: string): string;
  lastRefresh(person: string): string;
  /** Refresh tokens of this person that still work. */
  alive(person: string): readonly string[];
  revoke(person: string): void;
  /** Calls of any kind that reached the token endpoint. */
  tokenCalls(): number;
}

export function createModelDatabricks(): ModelDatabricks {
  const counts = new Map<string, number>();
  const refreshed = new Map<string, number>();
  const alive = new Map<string, Set<string>>();
  const spent = new Set<string>();
  const replays = new Map<string, number>();
  let calls = 0;

  const next = (person: string): number => {
    const count = (counts.get(person) ?? 0) + 1;
    counts.set(person, count);
    return count;
  };
  const tokensOf = (person: string): Set<string> => {
    const tokens = alive.get(person) ?? new Set<string>();
    alive.set(person, tokens);
    return tokens;
  };
  const pair = (person: string, refreshToken?: string): Record<string, unknown> => {
    const count = next(person);
    const fresh = refreshToken ?? `rt.${person}.${count}`;
    tokensOf(person).add(fresh);
    const scope = 'all-apis offline_access';
    return {
      access_token: `at.${person}.${count}`,
      refresh_token: fresh,
      token_type: 'Bearer',
      expires_in: model.lifeSeconds,
      scope,
    };
  };

  const model: ModelDatabricks = {
    mode: 'multi_use',
    answersWithToken: true,
    lifeSeconds: 3600,
    pause: async () => undefined,
    spoil: new Map(),
    refuse: new Map(),
    groups: new Map(),
    refreshes: (person) => refreshed.get(person) ?? 0,
    replays: (person) => replays.get(person) ?? 0,
    lastAccess: (person) => `at.${person}.${counts.get(person)}`,
    lastRefresh: (person) => [...tokensOf(person)].at(-1) ?? '',
    alive: (person) => [...tokensOf(person)],
    revoke: (person) => tokensOf(person).clear(),
    tokenCalls: () => calls,
    async fetch(input, init) {
      const request = new Request(input, init);
      const form = new URLSearchParams(await request.clone().text());
      const call = `${request.method} ${new URL(request.url).pathname}`;
      await model.pause('before', call);
      const answer = await act(request, form);
      await model.pause('after', call);
      return answer;
    },
  };

  const act = async (request: Request, form: URLSearchParams): Promise<Response> => {
    const { origin, pathname } = new URL(request.url);
    if (pathname.endsWith('/openid-configuration')) return metadata(origin);
    if (pathname.endsWith('/v1/token')) return await token(form);
    if (pathname.endsWith('/v1/revoke')) {
      const person = personOf(form.get('token') ?? '');
      tokensOf(person).delete(form.get('token') ?? '');
      return new Response(null, { status: 200 });
    }
    if (pathname.endsWith('/Me')) {
      const person = personOf((request.headers.get('authorization') ?? '').replace('Bearer ', ''));
      const groups = (model.groups.get(person) ?? []).map((display, index) => ({ value: `g${index}`, display }));
      return json({ id: person, userName: `${person}@example.com`, active: true, groups });
    }
    return json({}, 404);
  };

  const token = async (form: URLSearchParams): Promise<Response> => {
    calls += 1;
    if (form.get('grant_type') === 'authorization_code') return json(pair(form.get('code') ?? ''));
    const offered = form.get('refresh_token') ?? '';
    const person = personOf(offered);
    const refused = model.refuse.get(person);
    model.refuse.delete(person);
    if (refused !== undefined) return refused();
    if (!tokensOf(person).has(offered)) {
      if (spent.has(offered)) replays.set(person, (replays.get(person) ?? 0) + 1);
      return json({ error: 'invalid_request', error_description: 'Refresh token is invalid' }, 400);
    }
    refreshed.set(person, (refreshed.get(person) ?? 0) + 1);
    if (model.mode === 'rotate') {
      tokensOf(person).delete(offered);
      spent.add(offered);
    }
    const body = pair(person, model.mode === 'rotate' ? undefined : offered);
    if (model.mode === 'multi_use' && !model.answersWithToken) delete body['refresh_token'];
    const spoiled = model.spoil.get(person);
    model.spoil.delete(person);
    return spoiled === undefined ? json(body) : await spoiled();
  };
  return model;
}

/** Whose token this is. */
export function personOf(token: string): string {
  return token.split('.')[1] ?? '';
}

function metadata(origin: string): Response {
  const issuer = `${origin}/oidc`;
  return json({
    issuer,
    authorization_endpoint: `${issuer}/v1/authorize`,
    token_endpoint: `${issuer}/v1/token`,
    revocation_endpoint: `${issuer}/v1/revoke`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
  });
}
