// The store in Redis: for several replicas. A session is one hash; every change of it is one script; time is the server's.
import type { ServerPlace } from '../base/store-url.ts';
import type { SessionHash } from '../session/session.ts';
import { claimBySwap, type ClaimView } from './claim.ts';
import type { StoreOptions } from './store-options.ts';
import { readPage, type RawRow } from './paging.ts';
import { keyPrefix, type Reply } from './redis/connection.ts';
import { cellsOf, fieldsOf, KEY_FIELDS, namesOf } from './redis/fields.ts';
import { admitKeys } from './redis/admit-keys.ts';
import { LAYOUT, openConnection, placeName, type Layout } from './redis/open-redis.ts';
import * as scripts from './redis/scripts.ts';
import {
  ENDED_COLUMNS,
  GRANT_COLUMNS,
  grantCells,
  IDENTITY_COLUMNS,
  identityCells,
  INTENT_COLUMNS,
  intentCells,
  keyCells,
  readEnded,
  readIntent,
  readSessionRow,
  readStored,
  sealedTokens,
  SESSION_COLUMNS,
  STORED_COLUMNS,
  userKey,
  type Cell,
} from './session-row.ts';
import type { AuditRow, PlacedAudit, RefreshIntent, SessionFilter, SessionPage, Store, Swap } from './store.ts';

/** A session that nobody purged goes by itself; twice the longest absolute limit. Milliseconds. */
const TTL_MS = 48 * 3_600_000;
/** Redis keeps the trail in memory: about this many events, the newest. */
const MOST_AUDIT = 100_000;
const KEYS_PAGE = 1000;

const CLAIM_COLUMNS = `grant_version, sealed_access, sealed_refresh, ${INTENT_COLUMNS}, client_id`;
const TOKEN_COLUMNS = 'grant_version, sealed_access, sealed_refresh';

/**
 * Opens the store in a Redis. `layout` is that of the keys; tests hand in another version.
 * @throws GatewayError `store_unusable`; see `openConnection`.
 */
export async function openRedis(
  place: ServerPlace,
  { clock, keyChecks, leaseClock, warn = () => undefined }: StoreOptions,
  layout: Layout = LAYOUT,
): Promise<Store> {
  const redis = await openConnection(place, { keyChecks, layout, warn });
  const p = keyPrefix(place);
  const now = (): string => (leaseClock === undefined ? '' : String(leaseClock.now()));

  const rowsOf = async (hashes: readonly string[], columns: string): Promise<readonly (readonly Cell[])[]> => {
    if (hashes.length === 0) return [];
    const reply = await redis.read(scripts.rows, [hashes.length, ...hashes, ...namesOf(columns)]);
    return (reply as readonly Reply[]).map((cells) => cellsOf(columns, cells));
  };
  const rowOf = async (hash: SessionHash, columns: string): Promise<readonly Cell[] | undefined> => {
    const cells = cellsOf(columns, await redis.command('HMGET', `${p}s:${hash}`, ...namesOf(columns)));
    return cells.every((cell) => cell === null) ? undefined : cells;
  };
  const hashesOf = async ({ viewer }: SessionFilter, { after, limit }: SessionPage): Promise<readonly string[]> => {
    if (viewer === undefined) {
      const from = after === undefined ? '-' : `(${after}`;
      return (await redis.command('ZRANGE', `${p}all`, from, '+', 'BYLEX', 'LIMIT', '0', String(limit))) as string[];
    }
    const found = (await redis.command('SUNION', `${p}id:${viewer}`, `${p}name:${userKey(viewer)}`)) as string[];
    return found
      .filter((hash) => hash > (after ?? ''))
      .sort()
      .slice(0, limit);
  };
  const pageOf = async <T>(
    hashes: readonly string[],
    columns: string,
    read: (hash: SessionHash, cells: readonly Cell[]) => T,
  ): Promise<readonly RawRow<T>[]> => {
    const rows = await rowsOf(hashes, columns);
    return hashes.map((text, n) => {
      const hash = text as SessionHash;
      return { hash, read: () => read(hash, rows[n] ?? []) };
    });
  };

  const serverTime = async (): Promise<number> => {
    if (leaseClock !== undefined) return leaseClock.now();
    const [seconds, micros] = ((await redis.command('TIME')) as readonly string[]).map(Number) as [number, number];
    return seconds * 1000 + Math.floor(micros / 1000);
  };
  const look = async (hash: SessionHash): Promise<ClaimView | undefined> => {
    const [cells, at] = await Promise.all([rowOf(hash, CLAIM_COLUMNS), serverTime()]);
    if (cells === undefined) return undefined;
    const version = Number(cells[0]);
    const pause = await redis.command('HMGET', `${p}pause:${String(cells[8])}`, 'since', 'until');
    const [since, until] = (pause as readonly (string | null)[]).map(Number) as [number, number];
    const row = { version, intent: readIntent(cells, 3), pausedUntil: since <= at ? until : 0 };
    return { row, now: at, tokens: () => sealedTokens(version, cells[1], cells[2]) };
  };
  const take = async (hash: SessionHash, { row }: ClaimView, intent: RefreshIntent): Promise<boolean> => {
    const [, attempt, , until, probe] = intentCells(row.intent);
    const was = [row.version, attempt ?? '', until ?? '', probe ?? ''];
    return (await redis.write(scripts.take, [hash, ...was, ...fieldsOf(INTENT_COLUMNS, intentCells(intent))])) === 1;
  };
  const mark = async (name: string): Promise<string> => String((await redis.command('HGET', `${p}marks`, name)) ?? '');

  return {
    async spendAttempt(attempt, keepUntil) {
      const until =
        leaseClock === undefined
          ? ['PXAT', String(keepUntil)]
          : ['PX', String(Math.max(1, keepUntil - leaseClock.now()))];
      return (await redis.writeCommand('SET', `${p}a:${attempt}`, '1', 'NX', ...until)) === 'OK';
    },

    async insertSession({ cap, createdAt, grant, hash, replaces, viewer }) {
      const identity = identityCells({ hash, viewer, createdAt, lastActiveAt: createdAt });
      const fields = [...fieldsOf(IDENTITY_COLUMNS, identity), ...fieldsOf(GRANT_COLUMNS, grantCells(grant))];
      const index = [hash, TTL_MS, createdAt, createdAt, viewer.id, userKey(viewer.userName), viewer.issuer];
      const reply = await redis.write(scripts.insert, [...index, replaces ?? '', cap ?? '', ...fields]);
      return ended(reply).map(readEnded);
    },
    async findSession(hash) {
      const cells = await rowOf(hash, SESSION_COLUMNS);
      return cells && readSessionRow(hash, cells);
    },
    async findTokens(hash) {
      const cells = await rowOf(hash, TOKEN_COLUMNS);
      return cells && sealedTokens(Number(cells[0]), cells[1], cells[2]);
    },
    async touchSession(hash, at) {
      await redis.write(scripts.touch, [hash, at]);
    },
    async removeSession(hash, ifVersion) {
      const cells = await redis.write(scripts.remove, [hash, ifVersion ?? '']);
      return cells === null ? undefined : readEnded(cellsOf(ENDED_COLUMNS, cells));
    },
    async removeSessions({ viewer }, limit) {
      const who = viewer === undefined ? [] : [viewer, userKey(viewer)];
      return ended(await redis.write(scripts.removeMany, [limit, ...who])).map(readEnded);
    },
    listSessions: (filter, page) =>
      readPage(page, async (part) => pageOf(await hashesOf(filter, part), SESSION_COLUMNS, readSessionRow)),

    claimRefresh: (hash, wish) =>
      claimBySwap(wish, { look: () => look(hash), take: (seen, next) => take(hash, seen, next) }),
    async replaceTokens(hash, spentVersion, grant) {
      const fields = fieldsOf(GRANT_COLUMNS, grantCells(grant));
      return (await redis.write(scripts.replace, [hash, spentVersion, ...fields])) as Swap;
    },
    async releaseRefresh(hash, attemptId, left) {
      const marks = { nothing: '', unfinished: '0', probed: '1' };
      await redis.write(scripts.release, [hash, attemptId, marks[left]]);
    },
    async pauseRefreshes(clientId, forMs) {
      await redis.write(scripts.pause, [clientId, forMs, now()]);
    },

    async keysInUse() {
      const counts = new Map<string, number>();
      let after: SessionHash | undefined;
      for (;;) {
        const hashes = await hashesOf({}, { after, limit: KEYS_PAGE });
        for (const cells of await rowsOf(hashes, KEY_FIELDS)) {
          const ids = new Set(cells.filter((cell) => cell !== null && cell !== '').map(String));
          for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
        }
        if (hashes.length < KEYS_PAGE) break;
        after = hashes.at(-1) as SessionHash;
      }
      return [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, sessions]) => ({ id, sessions }));
    },
    async rewrapTokens(hash, from, to) {
      const fields = ['sealed_access', to.sealedAccess, 'sealed_refresh', to.sealedRefresh];
      const held = [hash, from.version, from.sealedAccess, from.sealedRefresh];
      const reply = await redis.write(scripts.rewrap, [...held, ...fields, ...fieldsOf(KEY_FIELDS, keyCells(to))]);
      return reply as Swap;
    },
    readStored: (page) => readPage(page, async (part) => pageOf(await hashesOf({}, part), STORED_COLUMNS, readStored)),

    admitKeys: (given) => admitKeys(redis, { at: placeName(place), marks: `${p}marks` }, given),
    identity: () => mark('identity'),
    async markUsed(at) {
      await redis.writeCommand('HSETNX', `${p}marks`, 'used_since', String(at));
    },
    async usedSince() {
      const text = await mark('used_since');
      return text === '' ? undefined : Number(text);
    },
    async putSession(session) {
      const { copiedFrom = null, createdAt, grant, hash, intent, lastActiveAt, viewer } = session;
      const fields = [
        ...fieldsOf(IDENTITY_COLUMNS, identityCells(session)),
        ...fieldsOf(GRANT_COLUMNS, grantCells(grant)),
        ...fieldsOf(INTENT_COLUMNS, intentCells(intent)),
        ...fieldsOf('copied_from', [copiedFrom]),
      ];
      const index = [hash, TTL_MS, createdAt, lastActiveAt, viewer.id, userKey(viewer.userName)];
      return (await redis.write(scripts.put, [...index, grant.version, ...fields])) === 1 ? 'written' : 'kept';
    },

    async appendAudit(events) {
      const words = events.flatMap(({ at, body, event }) => [event, at, body]);
      if (events.length > 0) await redis.write(scripts.appendAudit, [MOST_AUDIT, ...words]);
    },
    async recentAudit(limit) {
      const reply = await redis.command('XREVRANGE', `${p}audit`, '+', '-', 'COUNT', String(limit));
      // Of no events at all Redis says nothing.
      return ((reply ?? []) as readonly Reply[]).map((entry) => auditRow(placedAudit(entry)));
    },
    async readAudit({ after, limit }) {
      const reply = await redis.command('XRANGE', `${p}audit`, `(${after}-0`, '+', 'COUNT', String(limit));
      return (reply as readonly Reply[]).map(placedAudit);
    },
    async importAudit(from, events) {
      const words = events.flatMap(({ at, body, event, position }) => [event, at, body, position]);
      if (events.length > 0) await redis.write(scripts.importAudit, [MOST_AUDIT, auditMark(from), ...words]);
    },
    importedAudit: async (from) => Number((await mark(auditMark(from))) || 0),

    async purgeSessions({ before, by }, limit) {
      const index = by === 'creation' ? 'created' : 'active';
      return ended(await redis.write(scripts.purgeSessions, [index, before, limit])).map(readEnded);
    },
    purgeAttempts: async () => 0,
    async purgeAudit(before, limit) {
      return Number(await redis.write(scripts.purgeAudit, [before, limit]));
    },
    async check() {
      await redis.writeCommand('HSET', `${p}marks`, 'checked', String(clock.now()));
    },
    serverTime,
    close: () => redis.close(),
  };
}

function ended(reply: Reply): readonly (readonly Cell[])[] {
  return (reply as readonly Reply[]).map((cells) => cellsOf(ENDED_COLUMNS, cells));
}

function auditMark(from: string): string {
  return `audit_from:${from}`;
}

/** The fields stand in the order in which they were written. */
function placedAudit(entry: Reply): PlacedAudit {
  const [id, words] = entry as [string, readonly string[]];
  const [, at, , event = '', , body = ''] = words;
  return { at: Number(at), event, body, position: Number(id.split('-')[0]) };
}

function auditRow({ at, body, event }: PlacedAudit): AuditRow {
  return { at, event, body };
}
