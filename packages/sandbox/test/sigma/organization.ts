// A small Sigma organization for the tests, and embed URLs signed by the tests themselves. Shares nothing with what is tested.
import { createCipheriv, pbkdf2Sync, randomBytes, randomUUID } from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';
import { createWorld } from '../../src/seed/create-world.ts';
import { demoWorkbooks } from '../../src/seed/workbooks.ts';
import { createSigma } from '../../src/sigma/sigma.ts';
import type { SigmaState } from '../../src/sigma/state.ts';
import type { SandboxEvent, SigmaSwitches, World } from '../../src/world.ts';

export const START = Date.parse('2026-03-01T10:00:00Z');
export const CLIENT_ID = 'c'.repeat(64);
export const SECRET = 'a-secret-of-the-tests-only'.repeat(4);
export const CONNECTION_ID = '6d4cf5c4-3a1c-4d8e-9b46-0c8f2f5f3a11';
export const SIGMA_ORIGIN = 'http://127.0.0.1:3002';
export const WORKBOOK = '/sandbox/workbook/Taxi-by-area-4kqU1wTzB7';

const salt = randomBytes(16);
const derived = pbkdf2Sync(SECRET, salt, 600_000, 32, 'sha256');

/** The test's own encryption, with one salt per process because each derivation takes long. */
export function encrypt(token: string): string {
  return sealed(derived, token);
}

/** The same with another secret, derived for the call. */
export function encryptWith(secret: string, token: string): string {
  return sealed(pbkdf2Sync(secret, salt, 600_000, 32, 'sha256'), token);
}

function sealed(secretKey: Buffer, token: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secretKey, iv);
  const parts = [cipher.update(token, 'utf8'), cipher.final()];
  return [salt, iv, cipher.getAuthTag(), Buffer.concat(parts)].map((part) => part.toString('base64')).join('.');
}

export interface Organization {
  readonly world: World;
  readonly state: SigmaState;
  /** Answers at any origin. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly events: readonly SandboxEvent[];
  /** Seconds since the epoch, now. */
  now(): number;
  /** An embed URL with good claims, changed as told. A claim of undefined is left out. */
  url(change?: Change): Promise<string>;
  get(
    url: string,
  ): Promise<{ status: number; html: string; data: Readonly<Record<string, unknown>>; headers: Headers }>;
  /** Loads, and returns how it was refused: the code, the sentence and the check. */
  refusal(url: string): Promise<{ code: string; text: string; check: string } | undefined>;
  /** Posts to a route of the frame's page, as the page would. */
  ask(path: string, body: object): Promise<{ status: number; body: Readonly<Record<string, unknown>> }>;
  /** Loads, and asks for an element's data as the page would. */
  query(
    session: unknown,
    element: string,
    distance?: string,
  ): Promise<{ status: number; body: Readonly<Record<string, unknown>> }>;
  times(session: unknown): Promise<{ status: number; body: Readonly<Record<string, unknown>> }>;
}

export interface Change {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly secret?: string;
  readonly path?: string;
  /** Added to the query, in front of it. */
  readonly query?: string;
}

export interface Setting {
  readonly switches?: Partial<SigmaSwitches>;
  readonly databricks?: string;
  /** Teams that the workbook and the connection are shared with. Default: all. */
  readonly sharing?: { readonly workbooks?: readonly string[]; readonly connection?: readonly string[] };
}

export function organization(setting: Setting = {}): Organization {
  let at = START;
  const events: SandboxEvent[] = [];
  const clock = { now: () => at, monotonic: () => at, advance: (ms: number) => void (at += ms) };
  const usual = createWorld({
    clock,
    redirectUrls: [],
    databricks: {},
    sigma: setting.switches ?? {},
    app: {},
    seed: {},
  });
  const area = demoWorkbooks(CONNECTION_ID).find(({ key }) => key === 'area');
  const world: World = {
    ...usual,
    events: { ...usual.events, add: (event) => void events.push({ id: events.length + 1, at, ...event }) },
    warehouseId: 'wh1',
    connectionId: CONNECTION_ID,
    teams: ['Sales_People', 'Finance_People'],
    credential: { clientId: CLIENT_ID, secret: SECRET },
    workbooks: usual.workbooks.flatMap((workbook) =>
      workbook.key === 'area'
        ? [Object.assign({}, workbook, { urlId: '4kqU1wTzB7', contents: area?.contents ?? workbook.contents })]
        : [],
    ),
  };
  const { fetch: handle, state } = createSigma({
    world,
    databricksOrigin: () => setting.databricks ?? 'http://127.0.0.1:1',
  });
  for (const [id, grant] of state.grants) {
    const teams = grant.inodeType === 'workbook' ? setting.sharing?.workbooks : setting.sharing?.connection;
    const name = state.teams.get(grant.teamId ?? '')?.name ?? '';
    if (teams?.includes(name) === false) state.grants.delete(id);
  }
  const now = (): number => Math.floor(at / 1000);

  const get: Organization['get'] = async (url) => {
    const response = await handle(new Request(url));
    const html = await response.text();
    const data = /data-frame="([^"]*)"/.exec(html)?.[1] ?? '{}';
    return {
      status: response.status,
      html,
      data: JSON.parse(data.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')),
      headers: response.headers,
    };
  };
  const json = async (request: Request): ReturnType<Organization['query']> => {
    const response = await handle(request);
    return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
  };

  return {
    world,
    state,
    fetch: handle,
    events,
    now,
    get,
    async url({ claims, header, path = WORKBOOK, query = '', secret = SECRET } = {}) {
      const jwt = await new SignJWT(goodClaims(now(), claims))
        .setProtectedHeader({ alg: 'HS256', kid: CLIENT_ID, typ: 'JWT', ...header })
        .sign(new TextEncoder().encode(secret));
      return `${SIGMA_ORIGIN}${path}?${query}:embed=true&:jwt=${jwt}`;
    },
    async refusal(url) {
      const before = events.length;
      await get(url);
      const { detail, kind } = events.slice(before)[0] ?? {};
      if (kind === 'embed.opened') return undefined;
      return { code: String(detail?.['code']), text: String(detail?.['text']), check: String(detail?.['check']) };
    },
    ask: async (path, body) =>
      await json(
        new Request(`${SIGMA_ORIGIN}/sandbox/api/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: SIGMA_ORIGIN },
          body: JSON.stringify(body),
        }),
      ),
    async query(session, element, distance = '0') {
      return await this.ask('query', { session, element, variables: { Distance: distance } });
    },
    times: async (session) => await json(new Request(`${SIGMA_ORIGIN}/sandbox/api/session?id=${String(session)}`)),
  };
}

function goodClaims(now: number, change: Readonly<Record<string, unknown>> = {}): JWTPayload {
  const claims = {
    sub: 'ana@example.com',
    jti: randomUUID(),
    iat: now,
    exp: now + 3600,
    iss: CLIENT_ID,
    ver: '1.1',
    aud: 'sigmacomputing',
    account_type: 'View',
    teams: ['Sales_People'],
    connection_oauth_tokens: { [CONNECTION_ID]: encrypt('the-access-token-of-ana') },
    ...change,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}
