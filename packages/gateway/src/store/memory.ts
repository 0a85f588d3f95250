// A store in the memory of one process: for trying out and for tests. Everything is gone when the process ends.
import type { Clock } from '../base/clock.ts';
import { randomToken, systemRandom, type Random } from '../base/random.ts';
import { sealedUnder } from '../base/sealed.ts';
import type { SessionHash } from '../session/session.ts';
import { intentOf, refuseClaim } from './claim.ts';
import { compareKeys } from './key-checks.ts';
import { userKey } from './session-row.ts';
import type {
  AttemptHash,
  AuditRow,
  Claim,
  EndedSession,
  PlacedAudit,
  SessionFilter,
  SessionPage,
  SessionRow,
  Store,
  StoredSession,
  Swap,
} from './store.ts';

/** Keeps at most this many audit events. */
const MAX_AUDIT = 10_000;

export function openMemory({ clock, random = systemRandom }: { clock: Clock; random?: Random }): Store {
  const identity = randomToken(random, 16);
  const keys = new Map<string, string>();
  const attempts = new Map<AttemptHash, number>();
  const sessions = new Map<SessionHash, StoredSession>();
  const pauses = new Map<string, { readonly since: number; readonly until: number }>();
  let audit: PlacedAudit[] = [];
  let lastPosition = 0;
  const imported = new Map<string, number>();
  let usedSince: number | undefined;

  const change = (hash: SessionHash, patch: Partial<StoredSession>): void => {
    const entry = sessions.get(hash);
    if (entry !== undefined) sessions.set(hash, { ...entry, ...patch });
  };
  const remove = (hash: SessionHash): EndedSession | undefined => {
    const entry = sessions.get(hash);
    sessions.delete(hash);
    return entry && ended(entry);
  };
  const pausedUntil = (clientId: string, now: number): number => {
    const pause = pauses.get(clientId);
    return pause === undefined || pause.since > now ? 0 : pause.until;
  };
  const fitting = (filter: SessionFilter): StoredSession[] =>
    [...sessions.values()].filter((entry) => fits(entry, filter)).toSorted((a, b) => order(a.hash, b.hash));
  const page = (filter: SessionFilter, { after = '' as SessionHash, limit }: SessionPage): StoredSession[] =>
    fitting(filter)
      .filter(({ hash }) => order(hash, after) > 0)
      .slice(0, limit);
  const append = (events: readonly AuditRow[]): void => {
    for (const { at, body, event } of events) {
      lastPosition += 1;
      audit.push({ at, event, body, position: lastPosition });
    }
    audit.splice(0, Math.max(0, audit.length - MAX_AUDIT));
  };

  return {
    async spendAttempt(attempt, keepUntil) {
      if (attempts.has(attempt)) return false;
      attempts.set(attempt, keepUntil);
      return true;
    },
    async insertSession({ cap = Infinity, createdAt, grant, hash, replaces, viewer }) {
      const replaced = replaces === undefined ? undefined : remove(replaces);
      const others = [...sessions.values()]
        .filter((row) => row.viewer.id === viewer.id && row.viewer.issuer === viewer.issuer)
        .toSorted((a, b) => a.lastActiveAt - b.lastActiveAt || order(a.hash, b.hash));
      const over = others.slice(0, Math.max(0, others.length - Math.max(0, cap - 1)));
      sessions.set(hash, {
        hash,
        viewer,
        createdAt,
        lastActiveAt: createdAt,
        grant,
        intent: undefined,
        copiedFrom: undefined,
      });
      return [replaced, ...over.map((row) => remove(row.hash))].filter((row) => row !== undefined);
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
    async removeSession(hash, ifVersion) {
      const version = sessions.get(hash)?.grant.version;
      return ifVersion === undefined || version === ifVersion ? remove(hash) : undefined;
    },
    async removeSessions(filter, limit) {
      return fitting(filter)
        .slice(0, limit)
        .map(({ hash }) => remove(hash))
        .filter((row) => row !== undefined);
    },
    async listSessions(filter, wanted) {
      return page(filter, wanted).map(publicRow);
    },

    async claimRefresh(hash, claim): Promise<Claim> {
      const entry = sessions.get(hash);
      const now = clock.now();
      const row = entry && {
        version: entry.grant.version,
        intent: entry.intent,
        pausedUntil: pausedUntil(entry.grant.clientId, now),
      };
      const refused = refuseClaim(row, claim, now);
      if (refused !== undefined || entry === undefined) return refused ?? { outcome: 'gone' };
      change(hash, { intent: intentOf(claim, entry.intent, now) });
      const { sealedAccess, sealedRefresh, version } = entry.grant;
      return { outcome: 'claimed', tokens: { version, sealedAccess, sealedRefresh }, previous: entry.intent };
    },
    async replaceTokens(hash, spentVersion, grant): Promise<Swap> {
      const entry = sessions.get(hash);
      if (entry === undefined) return 'gone';
      if (entry.grant.version !== spentVersion) return 'moved';
      change(hash, { grant, intent: undefined });
      return 'written';
    },
    async releaseRefresh(hash, attemptId, left) {
      const intent = sessions.get(hash)?.intent;
      if (intent?.attemptId !== attemptId) return;
      const mark = left === 'nothing' ? undefined : { ...intent, leaseUntil: 0, isProbe: left === 'probed' };
      change(hash, { intent: mark });
    },
    async pauseRefreshes(clientId, forMs) {
      const since = clock.now();
      if (forMs === 0) pauses.delete(clientId);
      else pauses.set(clientId, { since, until: Math.max(since + forMs, pausedUntil(clientId, since)) });
    },

    async keysInUse() {
      const counts = new Map<string, number>();
      for (const { grant } of sessions.values()) {
        const ids = new Set([sealedUnder(grant.sealedAccess), sealedUnder(grant.sealedRefresh)]);
        for (const id of ids) if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
      return [...counts].map(([id, count]) => ({ id, sessions: count })).toSorted((a, b) => order(a.id, b.id));
    },
    async rewrapTokens(hash, from, to): Promise<Swap> {
      const entry = sessions.get(hash);
      if (entry === undefined) return 'gone';
      const { sealedAccess, sealedRefresh, version } = entry.grant;
      const isHeld =
        version === from.version && sealedAccess === from.sealedAccess && sealedRefresh === from.sealedRefresh;
      if (!isHeld) return 'moved';
      const grant = { ...entry.grant, sealedAccess: to.sealedAccess, sealedRefresh: to.sealedRefresh };
      change(hash, { grant });
      return 'written';
    },
    async readStored(wanted) {
      return page({}, wanted);
    },

    async admitKeys(given) {
      const known = [...keys].map(([id, check]) => ({ id, check }));
      for (const { check, id } of compareKeys('in memory', known, given)) keys.set(id, check);
    },
    async identity() {
      return identity;
    },
    async markUsed(at) {
      usedSince ??= at;
    },
    async usedSince() {
      return usedSince;
    },
    async putSession(session) {
      const here = sessions.get(session.hash);
      const ahead =
        here === undefined
          ? -1
          : here.grant.version - session.grant.version || here.lastActiveAt - session.lastActiveAt;
      if (ahead > 0) return 'kept';
      sessions.set(session.hash, session);
      return 'written';
    },

    async appendAudit(events) {
      append(events);
    },
    async recentAudit(limit) {
      return audit.toReversed().slice(0, limit).map(auditRow);
    },
    async readAudit({ after, limit }) {
      return audit.filter(({ position }) => position > after).slice(0, limit);
    },
    async importAudit(from, events) {
      const done = imported.get(from) ?? 0;
      append(events.filter(({ position }) => position > done));
      imported.set(from, Math.max(done, ...events.map(({ position }) => position)));
    },
    async importedAudit(from) {
      return imported.get(from) ?? 0;
    },

    async purgeSessions({ before, by }, limit) {
      const over = [...sessions.values()].filter(
        (row) => (by === 'creation' ? row.createdAt : row.lastActiveAt) <= before,
      );
      return over
        .slice(0, limit)
        .map(({ hash }) => remove(hash))
        .filter((row) => row !== undefined);
    },
    async purgeAttempts(limit) {
      const now = clock.now();
      const over = [...attempts].filter(([, keepUntil]) => keepUntil <= now).slice(0, limit);
      for (const [attempt] of over) attempts.delete(attempt);
      return over.length;
    },
    async purgeAudit(before, limit) {
      const over = new Set(audit.filter(({ at }) => at < before).slice(0, limit));
      audit = audit.filter((row) => !over.has(row));
      return over.size;
    },
    async check() {},
    async close() {
      sessions.clear();
      attempts.clear();
    },
  };
}

function fits({ viewer }: StoredSession, filter: SessionFilter): boolean {
  if (filter.viewer === undefined) return true;
  return viewer.id === filter.viewer || userKey(viewer.userName) === userKey(filter.viewer);
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function auditRow({ at, body, event }: PlacedAudit): AuditRow {
  return { at, event, body };
}

function ended({ createdAt, grant, hash, viewer }: StoredSession): EndedSession {
  const { accessExpiresAt, clientId, sealedRefresh, version } = grant;
  return { hash, viewer, createdAt, clientId, version, accessExpiresAt, sealedRefresh };
}

function publicRow({ createdAt, grant, hash, intent, lastActiveAt, viewer }: StoredSession): SessionRow {
  const { accessExpiresAt, clientId, obtainedAt, rotation, scopes, version } = grant;
  const seen = { accessExpiresAt, clientId, obtainedAt, rotation, scopes, version };
  return { hash, viewer, createdAt, lastActiveAt, grant: seen, intent };
}
