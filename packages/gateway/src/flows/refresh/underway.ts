// Remembers what this process still has to say about a version that was spent: new tokens on their way to the store, or an
// answer that is late. While there is something, nobody here sends the refresh token again.
import type { SessionHash } from '../../session/session.ts';

export interface Underway {
  /** The work on this version, if there is any. */
  of(session: SessionHash, version: number): Work | undefined;
  /** Remembers work until it is done. */
  add(session: SessionHash, version: number, work: Work): void;
}

/** `save`: new tokens are at hand. `listen`: they may come. */
export interface Work {
  readonly kind: 'save' | 'listen';
  readonly done: Promise<unknown>;
}

export function createUnderway(): Underway {
  const works = new Map<string, Work>();
  const forget = async (key: string, work: Work): Promise<void> => {
    await Promise.allSettled([work.done]);
    if (works.get(key) === work) works.delete(key);
  };
  return {
    of: (session, version) => works.get(keyOf(session, version)),
    add(session, version, work) {
      const key = keyOf(session, version);
      works.set(key, work);
      void forget(key, work);
    },
  };
}

function keyOf(session: SessionHash, version: number): string {
  return `${session}.${version}`;
}
