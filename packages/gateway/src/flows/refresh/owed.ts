// Remembers turns that could not be given back while the store was away. Bounded: of more, the oldest lapse by themselves.
import type { SessionHash } from '../../session/session.ts';
import type { RefreshMark } from '../../store/store.ts';

/** A turn that came to nothing, and what its row should remember of it. */
export interface Debt {
  readonly session: SessionHash;
  readonly attemptId: string;
  readonly left: RefreshMark;
}

export interface Owed {
  /** Whether it is the first: nobody pays yet. */
  add(debt: Debt): boolean;
  paid(debt: Debt): void;
  /** In the order in which they came. */
  all(): readonly Debt[];
}

/** `max` defaults to 10,000 turns. */
export function createOwed(max = 10_000): Owed {
  const debts = new Map<string, Debt>();
  return {
    add(debt) {
      const isFirst = debts.size === 0;
      const oldest = debts.size < max ? undefined : debts.keys().next();
      if (oldest?.done === false) debts.delete(oldest.value);
      debts.set(debt.attemptId, debt);
      return isFirst;
    },
    paid: ({ attemptId }) => void debts.delete(attemptId),
    all: () => [...debts.values()],
  };
}
