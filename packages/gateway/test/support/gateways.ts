// Gateways without sockets over one store and one model of Databricks, for what happens between their steps.
import { Writable } from 'node:stream';
import {
  createLog,
  createGateway,
  loadConfig,
  type Clock,
  type Gateway,
  type Operator,
  type Readiness,
  type Store,
} from '../../src/index.ts';
import type { PolicyConfig } from '../../src/config/policy-config.ts';
import type { Config } from '../../src/config/config.ts';
import type { KeyWrapper } from '../../src/vault/key-wrapper.ts';
import { openMemory } from '../../src/store/memory.ts';
import { COMPLETE } from '../config/environment.ts';
import { drive, sleepyClock, type SleepyClock } from './driven-time.ts';
import { createModelDatabricks, type ModelDatabricks } from './model-databricks.ts';
import { readEmbed } from './read-embed.ts';

const ORIGIN = new URL(COMPLETE.DATABRICKS_REDIRECT_URI).origin;
const SESSION = '__Host-sigma-embed';

export interface Gateways extends AsyncDisposable {
  readonly clock: SleepyClock;
  readonly databricks: ModelDatabricks;
  readonly store: Store;
  readonly count: number;
  readonly lines: readonly string[];
  /** Signs a person in at gateway `index`, in a browser that has this Cookie header; the Cookie header of the session. */
  signIn(person: string, before?: string, index?: number): Promise<string>;
  /** What an operator may do at gateway `index`. */
  operator(index?: number): Operator;
  /** What gateway `index` says of itself. */
  ready(index?: number): Promise<Readiness>;
  /** Asks gateway `index` for an embed URL. `body`: the JSON text of the request. */
  mint(cookie: string, index?: number, body?: string): Promise<Minted>;
  get(path: string, cookie: string, index?: number): Promise<Response>;
  /** Any request. */
  send(path: string, cookie: string, init?: Sent, index?: number): Promise<Response>;
  /** Gives every gateway another policy. */
  usePolicy(policy: PolicyConfig): void;
  signOut(cookie: string, index?: number): Promise<Response>;
}

export interface Minted {
  readonly status: number;
  readonly code: string | undefined;
  /** The access token inside the URL, in clear. */
  readonly token: string | undefined;
  readonly claims: Record<string, unknown>;
  /** Of the URL. */
  readonly path: string | undefined;
  /** What the URL carries besides the JWT. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly setCookies: readonly string[];
  /** Seconds, as the header says. */
  readonly retryAfter: string | null;
}

export interface GatewaysOptions {
  /** How many gateways share the store. Default 1. */
  readonly count?: number;
  /** Default: a store in memory. */
  readonly open?: (clock: Clock) => Store | Promise<Store>;
  /** What gateway `index` takes for the time. Default: the clock that they share. */
  readonly clockOf?: (clock: SleepyClock, index: number) => Clock;
  /** Stands between every gateway and the store. */
  readonly wrap?: (store: Store) => Store;
  readonly env?: Readonly<Record<string, string>>;
  /** The key ring of each gateway. Default: what the session secret gives. */
  readonly rings?: readonly Config['keyRing'][];
  readonly keyWrapper?: KeyWrapper;
  /** The gateways wait on their clock, and time is driven while they close. Default: in real time. */
  readonly isDriven?: boolean;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export async function startGateways(options: GatewaysOptions = {}): Promise<Gateways> {
  const clock = sleepyClock();
  const databricks = createModelDatabricks();
  const real = (await options.open?.(clock)) ?? openMemory({ clock });
  const store = options.wrap?.(real) ?? real;
  const lines: string[] = [];
  const config = loadConfig({
    env: {
      ...COMPLETE,
      SIGMA_EMBED_SCOPES: 'all-apis offline_access',
      SIGMA_EMBED_STORE: 'memory:',
      // One session stands for many here.
      SIGMA_EMBED_MAX_MINTS_PER_MINUTE: '0',
      ...options.env,
    },
  });
  const log = createLog({
    level: 'trace',
    format: 'json',
    stream: new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString('utf8'));
        done();
      },
    }),
  });
  const { fetch } = databricks;
  const gateways: Gateway[] = [];
  for (let n = 0; n < (options.count ?? 1); n += 1) {
    const own = options.clockOf?.(clock, n) ?? clock;
    const keyRing = options.rings?.[n] ?? config.keyRing;
    const { keyWrapper } = options;
    gateways.push(
      await createGateway({
        config: { ...config, keyRing },
        clock: own,
        log,
        fetch,
        store,
        ...(options.isDriven && { wait: clock.wait }),
        ...(keyWrapper && { keyWrapper }),
      }),
    );
  }
  const at = (index: number): Gateway => gateways[index] ?? fail(index);

  const send = (path: string, cookie: string, init: Sent = {}, index = 0): Promise<Response> =>
    at(index).fetch(new Request(`${ORIGIN}${path}`, { ...init, headers: { cookie, ...init.headers } }));

  return {
    clock,
    databricks,
    store,
    count: gateways.length,
    lines,
    async signIn(person, before = '', index = 0) {
      const begun = await send('/auth/databricks/login', before, {}, index);
      const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
      const attempt = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const query = new URLSearchParams({ code: person, state }).toString();
      const finished = await send(`/auth/databricks/callback?${query}`, attempt, {}, index);
      const cookie = finished.headers.getSetCookie().find((text) => text.startsWith(`${SESSION}=`));
      if (cookie === undefined) throw new Error(`no session: ${finished.headers.get('location')}`);
      return cookie.split(';')[0] ?? '';
    },
    async mint(cookie, index, body = '{}') {
      const headers = { origin: ORIGIN, 'content-type': 'application/json', 'x-sigma-embed': '1' };
      const response = await send('/api/embed-url', cookie, { method: 'POST', headers, body }, index);
      const { code, embedUrl } = (await response.json()) as { embedUrl?: string; code?: string };
      const read = embedUrl === undefined ? undefined : readEmbed(embedUrl, COMPLETE.SECRET);
      const setCookies = response.headers.getSetCookie();
      const url = embedUrl === undefined ? undefined : new URL(embedUrl);
      const { ':jwt': _, ...parameters } = Object.fromEntries(url?.searchParams ?? []);
      return {
        status: response.status,
        code,
        token: read?.token,
        claims: read?.claims ?? {},
        path: url?.pathname,
        parameters,
        setCookies,
        retryAfter: response.headers.get('retry-after'),
      };
    },
    operator: (index = 0) => at(index).operator,
    send,
    ready: (index = 0) => at(index).ready(),
    get: (path, cookie, index) => send(path, cookie, {}, index),
    usePolicy(policy) {
      for (const gateway of gateways) gateway.usePolicy(policy);
    },
    async signOut(cookie, index) {
      const page = await (await send('/logout', cookie, {}, index)).text();
      const token = /name="form_token" value="([^"]+)"/.exec(page)?.[1] ?? '';
      const headers = { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' };
      const body = new URLSearchParams({ form_token: token }).toString();
      return await send('/logout', cookie, { method: 'POST', headers, body }, index);
    },
    async [Symbol.asyncDispose]() {
      const closed = Promise.all(gateways.map((gateway) => gateway.close()));
      await (options.isDriven ? drive(clock, closed) : closed);
    },
  };
}

function fail(index: number): never {
  throw new RangeError(`there is no gateway ${index}`);
}
