// Sessions and grants for the store suite.
import type { Viewer } from '../../databricks/viewer.ts';
import type { SessionHash } from '../../session/session.ts';
import type { EndedSession, GrantRow, NewSession, RefreshClaim, Sealed, StoredSession } from '../../store/store.ts';

export const MINUTE = 60_000;

export const hash = (text: string): SessionHash => text as SessionHash;

export const ana: Viewer = {
  issuer: 'https://ws.example/oidc',
  id: '42',
  userName: 'ana@example.com',
  displayName: 'Ana "A" Lima 😀',
  groups: [{ id: '1', name: 'manhattan' }],
};

export const ben: Viewer = {
  issuer: 'https://ws.example/oidc',
  id: '43',
  userName: 'Ben@Example.com',
  displayName: 'Ben',
  groups: [],
};

export function grantRow(version: number, patch: Partial<GrantRow> = {}): GrantRow {
  return {
    version,
    clientId: 'client',
    scopes: ['all-apis', 'offline_access'],
    obtainedAt: 1000 * version,
    accessExpiresAt: 1000 * version + 3_600_000,
    rotation: 'unlearned',
    sealedAccess: `1.k1.access-${version}` as Sealed,
    sealedRefresh: `1.k1.refresh-${version}` as Sealed,
    ...patch,
  };
}

/** `createdAt` is the start of the suite's clock unless the patch says otherwise. */
export function newSession(text: string, patch: Partial<NewSession> = {}): NewSession {
  const createdAt = Date.UTC(2026, 0, 15, 9);
  return {
    hash: hash(text),
    viewer: ana,
    createdAt,
    grant: grantRow(1),
    replaces: undefined,
    cap: undefined,
    ...patch,
  };
}

/** What a store hands over when this session goes. */
export function endedSession(session: NewSession): EndedSession {
  const { accessExpiresAt, clientId, sealedRefresh, version } = session.grant;
  const { createdAt, viewer } = session;
  return { hash: session.hash, viewer, createdAt, clientId, version, accessExpiresAt, sealedRefresh };
}

export function storedSession(text: string, patch: Partial<StoredSession> = {}): StoredSession {
  const { createdAt, grant, viewer } = newSession(text);
  return {
    hash: hash(text),
    viewer,
    createdAt,
    lastActiveAt: createdAt,
    grant,
    intent: undefined,
    copiedFrom: 'elsewhere',
    ...patch,
  };
}

export function refreshClaim(patch: Partial<RefreshClaim> = {}): RefreshClaim {
  return {
    version: 1,
    owner: 'me',
    attemptId: 'attempt-1',
    leaseMs: 30_000,
    takesOverMs: Number.MAX_SAFE_INTEGER,
    isProbe: false,
    ...patch,
  };
}
