// Knows the shapes of the gateway's answers and checks them. Times are epoch milliseconds by the gateway's clock.

/** The viewer as the page may know them. */
export interface User {
  readonly email: string;
  readonly displayName: string;
}

/** Answer of `POST /api/embed-url`. */
export interface EmbedAnswer {
  /** For one load of one frame: Sigma takes each URL once. */
  readonly embedUrl: string;
  readonly expiresAt: number;
  /** When to ask for the next URL. */
  readonly renewAt: number;
  /** Count from here by differences; a browser's own clock may be wrong. */
  readonly serverTime: number;
  readonly user: User;
}

/** Answer of `GET /api/session`. */
export interface SessionAnswer {
  readonly user: User;
  /** When the session ends if nothing more happens. */
  readonly sessionEndsAt: number;
  /** When it ends however active the viewer is. */
  readonly absoluteEndsAt: number;
  /** When the present access token ends; the gateway refreshes it before. */
  readonly accessExpiresAt: number;
  /** Aliases that may be opened. */
  readonly embeds: readonly string[];
  readonly serverTime: number;
}

/** The body as an `EmbedAnswer`, or `undefined` when it is none. */
export function embedAnswer(body: unknown): EmbedAnswer | undefined {
  if (!isRecord(body) || !isUser(body['user']) || typeof body['embedUrl'] !== 'string') return undefined;
  return hasTimes(body, ['expiresAt', 'renewAt', 'serverTime']) ? (body as unknown as EmbedAnswer) : undefined;
}

/** The body as a `SessionAnswer`, or `undefined` when it is none. */
export function sessionAnswer(body: unknown): SessionAnswer | undefined {
  if (!isRecord(body) || !isUser(body['user']) || !isTexts(body['embeds'])) return undefined;
  const times = ['sessionEndsAt', 'absoluteEndsAt', 'accessExpiresAt', 'serverTime'];
  return hasTimes(body, times) ? (body as unknown as SessionAnswer) : undefined;
}

function isUser(value: unknown): boolean {
  return isRecord(value) && typeof value['email'] === 'string' && typeof value['displayName'] === 'string';
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function hasTimes(body: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => Number.isFinite(body[name]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
