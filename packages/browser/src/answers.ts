// Knows the shapes of the gateway's answers and checks them. Times are epoch milliseconds by the gateway's clock.

/** The viewer as the page may know them. */
export interface User {
  readonly email: string;
  readonly displayName: string;
}

/** What a page reads of `GET /api/session`; the gateway says more. */
export interface SessionAnswer {
  readonly user: User;
  /** When the session ends if nothing more happens. */
  readonly sessionEndsAt: number;
  /** Count from here by differences; a browser's own clock may be wrong. */
  readonly serverTime: number;
}

/** Answer of `POST /api/embed-url`. */
export interface EmbedAnswer extends SessionAnswer {
  /** For one load of one frame: Sigma takes each URL once. */
  readonly embedUrl: string;
  readonly expiresAt: number;
  /** When to ask for the next URL. */
  readonly renewAt: number;
  /** Of the embed, in the gateway's catalogue. */
  readonly title?: string;
}

/** Whether a body is a `SessionAnswer`. */
export function isSessionAnswer(body: unknown): body is SessionAnswer {
  const { serverTime, sessionEndsAt, user } = Object(body) as Record<string, unknown>;
  const { displayName, email } = Object(user) as Record<string, unknown>;
  return areNumbers(serverTime, sessionEndsAt) && typeof email === 'string' && typeof displayName === 'string';
}

/** Whether a body is an `EmbedAnswer`. A frame is sent to its URL, and `javascript:` would run in this page. */
export function isEmbedAnswer(body: unknown): body is EmbedAnswer {
  const { embedUrl, expiresAt, renewAt } = Object(body) as Record<string, unknown>;
  return (
    isSessionAnswer(body) &&
    areNumbers(expiresAt, renewAt) &&
    /^https?:\/\/./.test(String(embedUrl)) &&
    URL.canParse(String(embedUrl))
  );
}

function areNumbers(...values: readonly unknown[]): boolean {
  return values.every(Number.isFinite);
}
