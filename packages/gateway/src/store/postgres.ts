// The store in Postgres: for several replicas. Every step of a refresh is one conditional statement; time is the server's.
import { isDeepStrictEqual } from 'node:util';
import type { ServerPlace } from '../base/store-url.ts';
import type { SessionHash } from '../session/session.ts';
import { claimBySwap, type ClaimView } from './claim.ts';
import type { StoreOptions } from './store-options.ts';
import { readPage } from './paging.ts';
import type { Row, Value } from './postgres/database.ts';
import { admitKeys } from './postgres/admit-keys.ts';
import { openDatabase, placeName, quoted } from './postgres/open-database.ts';
import { STEPS, type Step } from './postgres/schema.ts';
import { statements } from './postgres/statements.ts';
import {
  grantCells,
  identityCells,
  intentCells,
  keyCells,
  readEnded,
  readIntent,
  readSessionRow,
  readStored,
  sealedTokens,
  userKey,
} from './session-row.ts';
import type {
  AuditRow,
  EndedSession,
  NewSession,
  PlacedAudit,
  RefreshIntent,
  SealedTokens,
  Store,
  Swap,
} from './store.ts';

/**
 * Opens the store in a Postgres database. `steps` are the tables; tests hand in those of another version.
 * @throws GatewayError `store_unusable`; see `openDatabase`.
 */
export async function openPostgres(
  place: ServerPlace,
  { keyChecks, leaseClock, warn = () => undefined }: StoreOptions,
  steps: readonly Step[] = STEPS,
): Promise<Store> {
  const db = await openDatabase(place, { keyChecks, steps, warn });
  const schema = quoted(place);
  const sql = statements(schema);
  const now = (): number | null => leaseClock?.now() ?? null;

  const insert = async ({ cap, createdAt, grant, hash, replaces, viewer }: NewSession): Promise<readonly Row[]> => {
    const identity = identityCells({ hash, viewer, createdAt, lastActiveAt: createdAt });
    const values: Value[] = [...identity, ...grantCells(grant), replaces ?? null];
    if (cap === undefined) return await db.write(sql.insert, values);
    return await db.transaction(async (query) => {
      await query(sql.lockViewer, [`${schema} ${viewer.issuer} ${viewer.id}`]);
      return await query(sql.insertCapped, [...values, Math.max(0, cap - 1)]);
    });
  };

  const look = async (hash: SessionHash): Promise<ClaimView | undefined> => {
    const [cells] = await db.read(sql.look, [hash, now()]);
    if (cells === undefined) return undefined;
    const version = Number(cells[0]);
    const row = { version, intent: readIntent(cells, 3), pausedUntil: Number(cells[8]) };
    return { row, now: Number(cells[9]), tokens: () => sealedTokens(version, cells[1], cells[2]) };
  };
  const take = async (hash: SessionHash, { row }: ClaimView, intent: RefreshIntent): Promise<boolean> => {
    const [, attempt = null, , until = null, probe = null] = intentCells(row.intent);
    const values = [...intentCells(intent), hash, row.version, attempt, until, probe];
    return (await db.write(sql.take, values)).length === 1;
  };

  /** A write that met no row asks what there is; a row that fits after all came in between, and is written. */
  const swap = async (
    hash: SessionHash,
    held: Partial<SealedTokens>,
    write: () => Promise<readonly Row[]>,
  ): Promise<Swap> => {
    if ((await write()).length > 0) return 'written';
    const [cells] = await db.read(sql.tokens, [hash]);
    if (cells === undefined) return 'gone';
    const [version, sealedAccess, sealedRefresh] = cells;
    const fits = isDeepStrictEqual(
      { version, sealedAccess, sealedRefresh, ...held },
      { version, sealedAccess, sealedRefresh },
    );
    return fits ? await swap(hash, held, write) : 'moved';
  };
  const append = (events: readonly AuditRow[]): readonly Value[] => [
    schema,
    events.map(({ at }) => at),
    events.map(({ event }) => event),
    events.map(({ body }) => body),
  ];

  return {
    spendAttempt: async (attempt, keepUntil) => (await db.write(sql.spend, [attempt, keepUntil])).length === 1,

    insertSession: async (session) => (await insert(session)).map(readEnded),
    async findSession(hash) {
      const [cells] = await db.read(sql.find, [hash]);
      return cells && readSessionRow(hash, cells);
    },
    async findTokens(hash) {
      const [cells] = await db.read(sql.tokens, [hash]);
      return cells && sealedTokens(Number(cells[0]), cells[1], cells[2]);
    },
    async touchSession(hash, at) {
      await db.write(sql.touch, [hash, at]);
    },
    async removeSession(hash, ifVersion): Promise<EndedSession | undefined> {
      const [cells] =
        ifVersion === undefined
          ? await db.write(sql.remove, [hash])
          : await db.write(sql.removeVersion, [hash, ifVersion]);
      return cells && readEnded(cells);
    },
    async removeSessions({ viewer }, limit) {
      const rows =
        viewer === undefined
          ? await db.write(sql.removeAny, [limit])
          : await db.write(sql.removeOfViewer, [viewer, userKey(viewer), limit]);
      return rows.map(readEnded);
    },
    listSessions: ({ viewer }, page) =>
      readPage(page, async ({ after = '', limit }) => {
        const rows =
          viewer === undefined
            ? await db.read(sql.list, [after, limit])
            : await db.read(sql.listOfViewer, [viewer, userKey(viewer), after, limit]);
        return rows.map((cells) => raw(cells, readSessionRow));
      }),

    claimRefresh: (hash, wish) =>
      claimBySwap(wish, { look: () => look(hash), take: (seen, next) => take(hash, seen, next) }),
    async replaceTokens(hash, spentVersion, grant) {
      const values = [...grantCells(grant), hash, spentVersion];
      return await swap(hash, { version: spentVersion }, () => db.write(sql.replace, values));
    },
    async releaseRefresh(hash, attemptId, left) {
      if (left === 'nothing') await db.write(sql.dropIntent, [hash, attemptId]);
      else await db.write(sql.endLease, [hash, attemptId, left === 'probed' ? 1 : 0]);
    },
    async pauseRefreshes(clientId, forMs) {
      if (forMs === 0) await db.write(sql.unpause, [clientId]);
      else await db.write(sql.pause, [clientId, now(), forMs]);
    },

    keysInUse: async () =>
      (await db.read(sql.keysInUse)).map(([id, sessions]) => ({ id: String(id), sessions: Number(sessions) })),
    async rewrapTokens(hash, from, to) {
      const next = [to.sealedAccess, to.sealedRefresh, ...keyCells(to)];
      const held = [hash, from.version, from.sealedAccess, from.sealedRefresh];
      return await swap(hash, from, () => db.write(sql.rewrap, [...next, ...held]));
    },
    readStored: (page) =>
      readPage(page, async ({ after = '', limit }) =>
        (await db.read(sql.readStored, [after, limit])).map((cells) => raw(cells, readStored)),
      ),

    admitKeys: (given) => db.transaction((query) => admitKeys(query, { at: placeName(place), schema }, given)),
    identity: async () => String((await db.read(sql.readMark, ['identity']))[0]?.[0] ?? ''),
    async markUsed(at) {
      await db.write(sql.writeMarkOnce, ['used_since', String(at)]);
    },
    async usedSince() {
      const [cells] = await db.read(sql.readMark, ['used_since']);
      return cells && Number(cells[0]);
    },
    async putSession(session) {
      const { copiedFrom = null, grant, intent } = session;
      const cells = [...identityCells(session), ...grantCells(grant), ...intentCells(intent), copiedFrom];
      return (await db.write(sql.put, cells)).length === 1 ? 'written' : 'kept';
    },

    async appendAudit(events) {
      if (events.length > 0) await db.write(sql.audit, append(events));
    },
    recentAudit: async (limit) => (await db.read(sql.recentAudit, [limit])).map(auditRow),
    readAudit: ({ after, limit }) =>
      db.transaction(async (query) => {
        await query(sql.lockAudit, [schema]);
        return (await query(sql.readAudit, [after, limit])).map(placedAudit);
      }),
    importAudit: (from, events) =>
      db.transaction(async (query) => {
        await query(sql.lockImport, [schema]);
        const done = Number((await query(sql.readMark, [auditMark(from)]))[0]?.[0] ?? 0);
        const fresh = events.filter(({ position }) => position > done);
        if (fresh.length === 0) return;
        await query(sql.audit, append(fresh));
        await query(sql.writeMark, [auditMark(from), String(Math.max(...fresh.map(({ position }) => position)))]);
      }),
    importedAudit: async (from) => Number((await db.read(sql.readMark, [auditMark(from)]))[0]?.[0] ?? 0),

    purgeSessions: async ({ before, by }, limit) =>
      (await db.write(by === 'creation' ? sql.purgeByCreation : sql.purgeByActivity, [before, limit])).map(readEnded),
    purgeAttempts: async (limit) => (await db.write(sql.purgeAttempts, [now(), limit])).length,
    purgeAudit: async (before, limit) => (await db.write(sql.purgeAudit, [before, limit])).length,
    async check() {
      await db.write(sql.writeMark, ['checked', 'ok']);
    },
    serverTime: async () => leaseClock?.now() ?? Number((await db.read(sql.time, [null]))[0]?.[0]),
    close: () => db.close(),
  };
}

function auditMark(from: string): string {
  return `audit_from:${from}`;
}

function raw<T>([hash, ...cells]: Row, read: (hash: SessionHash, cells: Row) => T) {
  return { hash: hash as SessionHash, read: () => read(hash as SessionHash, cells) };
}

function auditRow([at, event, body]: Row): AuditRow {
  return { at: Number(at), event: String(event), body: String(body) };
}

function placedAudit([at, event, body, position]: Row): PlacedAudit {
  return { at: Number(at), event: String(event), body: String(body), position: Number(position) };
}
