// The one viewer of a run: signs in once, keeps the newest tokens, refreshes. Judges nothing.
import { Unsettled } from '../unsettled.ts';
import { lookedAt, inShort, type Answer } from './send.ts';
import type { Attempt, DatabricksRoom } from './room.ts';

export interface Session {
  readonly attempt: Attempt;
  /** What the token endpoint gave for the code. */
  readonly first: Readonly<Record<string, unknown>>;
  /** The newest access token. */
  access(): string;
  /** The refresh token that would be sent next; undefined without one. */
  refreshToken(): string | undefined;
  /** Refreshes, and keeps what comes. Rejects with `Unsettled` when it is refused. */
  refresh(scope?: string): Promise<Answer>;
}

const sessions = new WeakMap<DatabricksRoom, Promise<Session>>();
const trips = new WeakMap<DatabricksRoom, Promise<Attempt>>();

/** The trip to the sign-in page, whatever came of it. The same one for all probes. */
export function firstTrip(room: DatabricksRoom): Promise<Attempt> {
  const known = trips.get(room) ?? room.attempt();
  trips.set(room, known);
  return known;
}

/** The session that came of it. Rejects with `Unsettled`, for every probe alike, when nobody could sign in. */
export function session(room: DatabricksRoom): Promise<Session> {
  const known = sessions.get(room) ?? open(room);
  sessions.set(room, known);
  return known;
}

async function open(room: DatabricksRoom): Promise<Session> {
  const attempt = await firstTrip(room);
  const { json: first } = tokens(await attempt.exchange());
  let access = String(first['access_token']);
  let refreshToken = textOf(first['refresh_token']);
  return {
    attempt,
    first,
    access: () => access,
    refreshToken: () => refreshToken,
    async refresh(scope) {
      if (refreshToken === undefined) throw new Unsettled('the sign-in gave no refresh token (offline_access?)');
      const form = { grant_type: 'refresh_token', refresh_token: refreshToken, ...(scope !== undefined && { scope }) };
      const answer = tokens(await room.token(form));
      refreshToken = textOf(answer.json['refresh_token']) ?? refreshToken;
      if (scope === undefined) access = String(answer.json['access_token']);
      return answer;
    },
  };
}

function tokens(answer: Answer): Answer {
  if (typeof lookedAt(answer).json['access_token'] === 'string') return answer;
  throw new Unsettled(`the token endpoint answers ${inShort(answer)} instead of a token`);
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The claims of a JWT, unverified; empty for what is none. */
export function claimsOf(token: unknown): Readonly<Record<string, unknown>> {
  try {
    const [, payload = ''] = String(token).split('.');
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
