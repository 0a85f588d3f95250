// A store in the memory of one process: for trying out and for tests. Everything is gone when the process ends.
import type { Clock } from '../base/clock.ts';
import type { SessionHash } from '../session/session.ts';
import type { AttemptHash, AuditRow, Claim, GrantRow, RefreshIntent, SessionRow, Store, Swap } from './store.ts';

interface Entry extends Omit<SessionRow, 'grant'> {
  readonly grant: GrantRow;
}

/** Keeps at most this many audit events. */
const MAX_AUDIT = 10_000;

export function openMemory({ clock }: { clock: Clock }): Store {
  const attempts = new Map<AttemptHash, number>();
  const sessions = new Map<SessionHash, Entry>();
  const audit: AuditRow[] = [];

  const change = (hash: SessionHash, patch: Partial<Entry>): void => {
    const entry = sessions.get(hash);
    if (entry !== undefined) sessions.set(hash, { ...entry, ...patch });
  };

  return {
    async spendAttempt(attempt, keepUntil) {
      if (attempts.has(attempt)) return false;
      attempts.set(attempt, keepUntil);
      return true;
    },
    async insertSession({ createdAt, grant, hash, replaces, viewer }) {
      if (replaces !== undefined) sessions.delete(replaces);
      sessions.set(hash, { hash, viewer, createdAt, lastActiveAt: createdAt, grant, intent: undefined });
    },
    async findSession(hash) {
      const entry = sessions.get(hash);
      return entry === undefined ? undefined : publicRow(entry);
    },
    async findTokens(hash) {
      const grant = sessions.get(hash)?.grant;
      return grant && { version: grant.version, sealedAccess: grant.sealedAccess, sealedRefresh: grant.sealedRefresh };
    },
    async touchSession(hash, at) {
      const entry = sessions.get(hash);
      if (entry !== undefined && at > entry.lastActiveAt) change(hash, { lastActiveAt: at });
    },
    async removeSession(hash) {
      return sessions.delete(hash);
    },
    async claimRefresh(hash, { attemptId, leaseMs, owner, version }): Promise<Claim> {
      const entry = sessions.get(hash);
      if (entry === undefined) return { outcome: 'gone' };
      if (entry.grant.version !== version) return { outcome: 'moved' };
      const now = clock.now();
      if (entry.intent !== undefined && entry.intent.leaseUntil > now) return { outcome: 'held', intent: entry.intent };
      const intent: RefreshIntent = { owner, attemptId, startedAt: now, leaseUntil: now + leaseMs };
      change(hash, { intent });
      const { sealedAccess, sealedRefresh } = entry.grant;
      return { outcome: 'claimed', tokens: { version, sealedAccess, sealedRefresh }, previous: entry.intent };
    },
    async replaceTokens(hash, spentVersion, grant): Promise<Swap> {
      const entry = sessions.get(hash);
      if (entry === undefined) return 'gone';
      if (entry.grant.version !== spentVersion) return 'moved';
      change(hash, { grant, intent: undefined });
      return 'written';
    },
    async releaseRefresh(hash, attemptId, outcomeKnown) {
      const intent = sessions.get(hash)?.intent;
      if (intent?.attemptId !== attemptId) return;
      change(hash, { intent: outcomeKnown ? undefined : { ...intent, leaseUntil: 0 } });
    },
    async appendAudit(events) {
      audit.push(...events);
      audit.splice(0, Math.max(0, audit.length - MAX_AUDIT));
    },
    async recentAudit(limit) {
      return audit.slice(-limit).toReversed();
    },
    async purge({ activeBefore, createdBefore }, limit) {
      const now = clock.now();
      const spent = [...attempts].filter(([, keepUntil]) => keepUntil <= now).map(([attempt]) => attempt);
      const over = [...sessions.values()].filter(
        (row) => row.createdAt <= createdBefore || row.lastActiveAt <= activeBefore,
      );
      const goneAttempts = spent.slice(0, limit);
      const goneSessions = over.slice(0, limit - goneAttempts.length);
      for (const attempt of goneAttempts) attempts.delete(attempt);
      for (const { hash } of goneSessions) sessions.delete(hash);
      return goneAttempts.length + goneSessions.length;
    },
    async check() {},
    async close() {
      sessions.clear();
      attempts.clear();
    },
  };
}

function publicRow({ grant, ...row }: Entry): SessionRow {
  const { accessExpiresAt, clientId, obtainedAt, scopes, version } = grant;
  return { ...row, grant: { accessExpiresAt, clientId, obtainedAt, scopes, version } };
}
