// The calls of a history: what they ask of a store, how an answer is written down, and what a store that does one thing at
// a time would answer.
import type { SessionHash } from '../../../src/session/session.ts';
import type { AttemptHash, RefreshMark, Store } from '../../../src/store/store.ts';
import { grantRow, newSession, refreshClaim } from '../../../src/testing/suite/samples.ts';
import type { Model } from '../../../../../test/support/linearizable.ts';

export type Op =
  | { readonly kind: 'spend'; readonly attempt: string }
  | { readonly kind: 'insert'; readonly hash: string; readonly replaces: string }
  | { readonly kind: 'find'; readonly hash: string }
  | { readonly kind: 'remove'; readonly hash: string }
  | {
      readonly kind: 'claim';
      readonly hash: string;
      readonly version: number;
      readonly attempt: string;
      readonly takesOver: boolean;
      readonly isProbe: boolean;
    }
  | { readonly kind: 'release'; readonly hash: string; readonly attempt: string; readonly left: RefreshMark }
  | { readonly kind: 'replace'; readonly hash: string; readonly spent: number };

/** Makes the call and writes its answer down. Names get `prefix`, so that histories share a store. */
export async function perform(store: Store, prefix: string, op: Op): Promise<string> {
  const named = (hash: string): SessionHash => `${prefix}${hash}` as SessionHash;
  switch (op.kind) {
    case 'spend':
      return String(await store.spendAttempt(`${prefix}${op.attempt}` as AttemptHash, Date.now() + 600_000));
    case 'insert': {
      const session = newSession(named(op.hash), { replaces: named(op.replaces), createdAt: Date.now() });
      const ended = await store.insertSession(session);
      return ended.map(({ hash, version }) => `${hash.slice(prefix.length)} ${version}`).join();
    }
    case 'find': {
      const row = await store.findSession(named(op.hash));
      return row === undefined ? 'none' : `${row.grant.version} ${row.intent?.attemptId ?? ''}`;
    }
    case 'remove':
      return String((await store.removeSession(named(op.hash)))?.version ?? 'none');
    case 'claim': {
      const { attempt: attemptId, isProbe, takesOver, version } = op;
      const takesOverMs = takesOver ? Number.MAX_SAFE_INTEGER : 0;
      const claim = await store.claimRefresh(
        named(op.hash),
        refreshClaim({ attemptId, isProbe, takesOverMs, version }),
      );
      if (claim.outcome === 'claimed') return `claimed ${claim.previous?.attemptId ?? ''}`;
      return claim.outcome === 'held' || claim.outcome === 'unfinished'
        ? `${claim.outcome} ${claim.intent.attemptId}`
        : claim.outcome;
    }
    case 'release':
      await store.releaseRefresh(named(op.hash), op.attempt, op.left);
      return 'done';
    default:
      return await store.replaceTokens(named(op.hash), op.spent, grantRow(op.spent + 1));
  }
}

interface Session {
  readonly version: number;
  readonly attempt?: string;
  readonly isLive?: boolean;
  readonly isProbe?: boolean;
}

export interface State {
  readonly spent: readonly string[];
  readonly sessions: Readonly<Record<string, Session>>;
}

/** A store that does one thing at a time, with the session `s` in it. */
export const model: Model<State, Op> = {
  start: { spent: [], sessions: { s: { version: 1 } } },
  apply(state, op) {
    const { sessions, spent } = state;
    if (op.kind === 'spend') {
      if (spent.includes(op.attempt)) return { answer: 'false', next: state };
      return { answer: 'true', next: { ...state, spent: [...spent, op.attempt].sort() } };
    }
    const session = sessions[op.hash];
    const put = (value: Session | undefined, others = sessions): State => {
      const { [op.hash]: _, ...rest } = others;
      return { ...state, sessions: value === undefined ? rest : { ...rest, [op.hash]: value } };
    };
    switch (op.kind) {
      case 'find':
        return { answer: session === undefined ? 'none' : `${session.version} ${session.attempt ?? ''}`, next: state };
      case 'remove':
        return { answer: String(session?.version ?? 'none'), next: put(undefined) };
      case 'insert': {
        const { [op.replaces]: old, ...rest } = sessions;
        return { answer: old === undefined ? '' : `${op.replaces} ${old.version}`, next: put({ version: 1 }, rest) };
      }
      case 'release': {
        if (session?.attempt !== op.attempt) return { answer: 'done', next: state };
        const { attempt, version } = session;
        const marked = { version, attempt, isLive: false, isProbe: op.left === 'probed' };
        return { answer: 'done', next: put(op.left === 'nothing' ? { version } : marked) };
      }
      case 'replace':
        if (session === undefined) return { answer: 'gone', next: state };
        if (session.version !== op.spent) return { answer: 'moved', next: state };
        return { answer: 'written', next: put({ version: op.spent + 1 }) };
      default: {
        if (session === undefined) return { answer: 'gone', next: state };
        if (session.version !== op.version) return { answer: 'moved', next: state };
        const { attempt = '', version } = session;
        if (session.isLive === true) return { answer: `held ${attempt}`, next: state };
        const mayTakeOver = op.takesOver && !(op.isProbe && session.isProbe === true);
        if (attempt !== '' && !mayTakeOver) return { answer: `unfinished ${attempt}`, next: state };
        const next = put({ version, attempt: op.attempt, isLive: true, isProbe: op.isProbe });
        return { answer: `claimed ${attempt}`, next };
      }
    }
  },
};

/** A plan for each of `clients`: random calls that get in each other's way. */
export function randomPlan(random: () => number, clients: number, length: number): readonly (readonly Op[])[] {
  const one = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  let hasInserted = false;
  return Array.from({ length: clients }, (_, client) =>
    Array.from({ length }, (__, n): Op => {
      const hash = one(['s', 's', 't']);
      const attempt = `a${client}${n}`;
      const dice = random();
      if (dice < 0.35) {
        return {
          kind: 'claim',
          hash,
          version: one([1, 1, 2]),
          attempt,
          takesOver: random() < 0.6,
          isProbe: random() < 0.3,
        };
      }
      if (dice < 0.55) return { kind: 'replace', hash, spent: one([1, 1, 2]) };
      if (dice < 0.68) {
        return {
          kind: 'release',
          hash,
          attempt: `a${client}${one([0, 1, 2])}`,
          left: one(['nothing', 'unfinished', 'probed']),
        };
      }
      if (dice < 0.76) return { kind: 'spend', attempt: 'login' };
      if (dice < 0.84) return { kind: 'remove', hash };
      if (dice < 0.92 && !hasInserted) {
        hasInserted = true;
        return { kind: 'insert', hash: 't', replaces: 's' };
      }
      return { kind: 'find', hash };
    }),
  );
}
