// Knows who is signed in, who should be and until when, and looks whether that still holds. Knows no frame.
import { isSessionAnswer, type SessionAnswer, type User } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';
import type { Happening } from './machine.ts';
import { reason, type Reason } from './reason.ts';

/** Looks are at least this far apart while nobody is signed in, and otherwise. */
const POLL_EVERY_MS = 1000;
const LOOK_EVERY_MS = 10_000;

export interface Session {
  user?: User;
  /** By `elapsed`; `Infinity` before the first answer. */
  endsAt: number;
  /** Takes what an answer says. `false` when somebody else is signed in. */
  meet(answer: SessionAnswer): boolean;
  /** There is no session, says the gateway. */
  ended(said: Reason): void;
  /** Looks at the session, but not again and again; sooner while somebody may be signing in. */
  look(isAway: boolean): void;
  /** A sign-in window was opened; `null` when the browser blocked it. */
  opened(window: Window | null): void;
  /** Closes the sign-in window. */
  close(): void;
}

export interface SessionOptions {
  /** E-mail of the only person who may be signed in; without it the first one is. */
  readonly viewer: string | undefined;
  readonly client: GatewayClient;
  /** Names the embed, whose workspace the session is looked for at; empty for the first embed. */
  readonly query: string;
  /** Milliseconds since the start. */
  readonly elapsed: () => number;
  readonly happen: (happening: Happening, because?: Reason) => void;
}

export function createSession({ client, elapsed, happen, query, viewer }: SessionOptions): Session {
  let popup: Window | null = null;
  let lookedAt = -Infinity;

  const read = async (): Promise<void> => {
    // Before the request: a window that opens or closes meanwhile makes the answer an old one.
    const asked = popup;
    const isClosed = popup?.closed;
    const [answer, refusal] = await client({ path: `session${query}`, isAnswer: isSessionAnswer });
    if (popup !== asked) return;
    if (answer && session.meet(answer)) {
      happen('signed-in');
      session.close();
    } else if (answer) {
      // Whoever is to sign in may still be at it.
      if (isClosed !== false) happen(popup ? 'sign-in-failed' : 'signed-out', reason('wrong_account'));
    } else if (refusal.kind === 'signed-out') {
      session.ended(refusal.reason);
      if (isClosed) happen('sign-in-failed', reason('popup_closed'));
    }
  };

  const session: Session = {
    endsAt: Infinity,
    meet(answer) {
      const { serverTime, sessionEndsAt, user } = answer;
      const wanted = viewer ?? session.user?.email ?? user.email;
      const isRight = wanted.toLowerCase() === user.email.toLowerCase();
      if (isRight) Object.assign(session, { user, endsAt: elapsed() + sessionEndsAt - serverTime });
      return isRight;
    },
    ended(said) {
      const isNews = said.code === 'not_signed_in' && session.user;
      const known = isNews && reason(elapsed() < session.endsAt ? 'signed_out_elsewhere' : 'idle_limit');
      happen('signed-out', known || said);
    },
    look(isAway) {
      if (elapsed() < lookedAt + (isAway ? POLL_EVERY_MS : LOOK_EVERY_MS)) return;
      lookedAt = elapsed();
      void read();
    },
    opened(window) {
      popup = window;
      if (popup) happen('sign-in');
      else happen('sign-in-failed', reason('popup_blocked'));
    },
    close() {
      popup?.close();
      popup = null;
    },
  };
  return session;
}
