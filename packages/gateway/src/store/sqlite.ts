// The embedded store: one SQLite file through Node's own driver.
import { resolve } from 'node:path';
import type { StatementSync } from 'node:sqlite';
import { GatewayError } from '../base/errors.ts';
import type { SessionHash } from '../session/session.ts';
import { intentOf, refuseClaim } from './claim.ts';
import type { StoreOptions } from './store-options.ts';
import { readPage } from './paging.ts';
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
  type Cell,
} from './session-row.ts';
import { admitKeys } from './sqlite/admit-keys.ts';
import { openFile } from './sqlite/open-file.ts';
import { STEPS, type Step } from './sqlite/schema.ts';
import { statements } from './sqlite/statements.ts';
import type {
  AuditRow,
  Claim,
  EndedSession,
  NewSession,
  PlacedAudit,
  RefreshClaim,
  SessionFilter,
  Store,
} from './store.ts';

type Row = readonly Cell[];

/**
 * Opens the store in `path`. `steps` are the tables; tests hand in those of another version.
 * @throws GatewayError `store_unusable`; see `openFile`.
 */
export function openSqlite(path: string, { clock, keyChecks }: StoreOptions, steps: readonly Step[] = STEPS): Store {
  const db = openFile(path, keyChecks, steps);
  const sql = statements(db);
  const atomic = <T>(work: () => T): T => {
    sql.begin.run();
    try {
      const result = work();
      sql.commit.run();
      return result;
    } catch (error) {
      if (db.isTransaction) sql.rollback.run();
      throw error;
    }
  };

  const remove = (hash: SessionHash): EndedSession[] => all(sql.remove, hash).map(readEnded);

  const insert = ({ cap, createdAt, grant, hash, replaces, viewer }: NewSession): EndedSession[] => {
    const ended = replaces === undefined ? [] : remove(replaces);
    sql.insert.run(...identityCells({ hash, viewer, createdAt, lastActiveAt: createdAt }), ...grantCells(grant));
    if (cap === undefined) return ended;
    const over = all(sql.overCap, viewer.id, viewer.issuer, hash, Math.max(0, cap - 1));
    return [...ended, ...over.flatMap(([found]) => remove(found as SessionHash))];
  };

  const removeMany = ({ viewer }: SessionFilter, limit: number): EndedSession[] => {
    const rows =
      viewer === undefined ? all(sql.removeAny, limit) : all(sql.removeOfViewer, viewer, userKey(viewer), limit);
    return rows.map(readEnded);
  };

  const claim = (hash: SessionHash, wish: RefreshClaim): Claim => {
    const now = clock.now();
    const cells = one(sql.grantForClaim, now, hash);
    const intent = cells && readIntent(cells, 3);
    const row = cells && { version: Number(cells[0]), intent, pausedUntil: Number(cells[8]) };
    const refused = refuseClaim(row, wish, now);
    if (refused !== undefined || cells === undefined) return refused ?? { outcome: 'gone' };
    const tokens = sealedTokens(wish.version, cells[1], cells[2]);
    sql.writeIntent.run(...intentCells(intentOf(wish, intent, now)), hash);
    return { outcome: 'claimed', tokens, previous: intent };
  };

  const append = (events: readonly AuditRow[]): void => {
    for (const { at, body, event } of events) sql.audit.run(at, event, body);
  };
  const readMark = (name: string): string | undefined => one(sql.readMark, name)?.[0] as string | undefined;
  const importedAudit = (from: string): number => Number(readMark(`audit_from:${from}`) ?? 0);
  const swapped = (changes: number | bigint, hash: SessionHash) => {
    if (changes === 1) return 'written';
    return one(sql.tokens, hash) === undefined ? 'gone' : 'moved';
  };

  return {
    spendAttempt: (attempt, keepUntil) => ask(() => sql.spend.run(attempt, keepUntil).changes === 1),

    insertSession: (session) => ask(() => atomic(() => insert(session))),
    findSession: (hash) =>
      ask(() => {
        const cells = one(sql.find, hash);
        return cells && readSessionRow(hash, cells);
      }),
    findTokens: (hash) =>
      ask(() => {
        const cells = one(sql.tokens, hash);
        return cells && sealedTokens(Number(cells[0]), cells[1], cells[2]);
      }),
    touchSession: (hash, at) => ask(() => void sql.touch.run(at, hash, at)),
    removeSession: (hash, ifVersion) =>
      ask(() => (ifVersion === undefined ? remove(hash) : all(sql.removeVersion, hash, ifVersion).map(readEnded))[0]),
    removeSessions: (filter, limit) => ask(() => removeMany(filter, limit)),
    listSessions: ({ viewer }, page) =>
      readPage(page, ({ after = '', limit }) =>
        ask(() => {
          const rows =
            viewer === undefined
              ? all(sql.list, after, limit)
              : all(sql.listOfViewer, viewer, userKey(viewer), after, limit);
          return rows.map((cells) => raw(cells, readSessionRow));
        }),
      ),

    claimRefresh: (hash, wish) => ask(() => atomic(() => claim(hash, wish))),
    replaceTokens: (hash, spentVersion, grant) =>
      ask(() => swapped(sql.replace.run(...grantCells(grant), hash, spentVersion).changes, hash)),
    releaseRefresh: (hash, attemptId, left) =>
      ask(() => {
        if (left === 'nothing') sql.dropIntent.run(hash, attemptId);
        else sql.endLease.run(left === 'probed' ? 1 : 0, hash, attemptId);
      }),
    pauseRefreshes: (clientId, forMs) =>
      ask(() => {
        const now = clock.now();
        if (forMs === 0) sql.unpause.run(clientId);
        else sql.pause.run(clientId, now, now + forMs);
      }),

    keysInUse: () => ask(() => all(sql.keysInUse).map(([id, n]) => ({ id: String(id), sessions: Number(n) }))),
    rewrapTokens: (hash, from, to) =>
      ask(() => {
        const next = [to.sealedAccess, to.sealedRefresh, ...keyCells(to)];
        const held = [hash, from.version, from.sealedAccess, from.sealedRefresh];
        return swapped(sql.rewrap.run(...next, ...held).changes, hash);
      }),
    readStored: (page) =>
      readPage(page, ({ after = '', limit }) =>
        ask(() => all(sql.readStored, after, limit).map((cells) => raw(cells, readStored))),
      ),

    admitKeys: (given) => ask(() => admitKeys(db, resolve(path), given)),
    identity: () => ask(() => readMark('identity') ?? ''),
    markUsed: (at) => ask(() => void sql.writeMarkOnce.run('used_since', String(at))),
    usedSince: () =>
      ask(() => {
        const text = readMark('used_since');
        return text === undefined ? undefined : Number(text);
      }),
    putSession: (session) =>
      ask(() => {
        const { copiedFrom = null, grant, intent } = session;
        const cells = [...identityCells(session), ...grantCells(grant), ...intentCells(intent), copiedFrom];
        return sql.put.run(...cells).changes === 1 ? 'written' : 'kept';
      }),

    appendAudit: (events) => ask(() => atomic(() => append(events))),
    recentAudit: (limit) => ask(() => all(sql.recentAudit, limit).map(auditRow)),
    readAudit: ({ after, limit }) => ask(() => all(sql.readAudit, after, limit).map(placedAudit)),
    importAudit: (from, events) =>
      ask(() =>
        atomic(() => {
          const done = importedAudit(from);
          append(events.filter(({ position }) => position > done));
          const last = Math.max(done, ...events.map(({ position }) => position));
          sql.writeMark.run(`audit_from:${from}`, String(last));
        }),
      ),
    importedAudit: (from) => ask(() => importedAudit(from)),

    purgeSessions: ({ before, by }, limit) =>
      ask(() => all(by === 'creation' ? sql.purgeByCreation : sql.purgeByActivity, before, limit).map(readEnded)),
    purgeAttempts: (limit) => ask(() => Number(sql.purgeAttempts.run(clock.now(), limit).changes)),
    purgeAudit: (before, limit) => ask(() => Number(sql.purgeAudit.run(before, limit).changes)),
    check: () => ask(() => void sql.writeMark.run('checked', String(clock.now()))),
    close: () => ask(() => db.close()),
  };
}

function one(statement: StatementSync, ...cells: Cell[]): Row | undefined {
  return statement.get(...cells) as unknown as Row | undefined;
}

function all(statement: StatementSync, ...cells: Cell[]): readonly Row[] {
  const rows = statement.all(...cells) as unknown as Row[];
  return rows.map((row) => row.map((cell) => (typeof cell === 'bigint' ? Number(cell) : cell)));
}

/** Runs a synchronous piece of work as a promise; what the database throws becomes `store_unavailable`. */
async function ask<T>(work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    const { code: name, errcode: code } = error as { code?: string; errcode?: number };
    // A cell that holds a number no time or version can have.
    if (name === 'ERR_OUT_OF_RANGE') throw new GatewayError('session_unreadable', { cause: error });
    throw new GatewayError('store_unavailable', { detail: `SQLite error ${code ?? 'unknown'}`, cause: error });
  }
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
