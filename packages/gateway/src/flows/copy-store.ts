// Copies every session and audit event from one store to another without signing anybody out. Knows no database: both are
// read in order of hash, like two sorted lists, and only what differs is written. So it may be stopped and run again.
import { isDeepStrictEqual } from 'node:util';
import { GatewayError } from '../base/errors.ts';
import type { SessionHash } from '../session/session.ts';
import type { Store, StoredSession } from '../store/store.ts';

export interface CopyReport {
  /** Sessions that were written: new ones, and those that had moved on. */
  readonly written: number;
  /** Sessions that were there already and stay as they are, also where the other store's row can no longer be read. */
  readonly same: number;
  /** Copies of sessions that have ended since; they were removed. */
  readonly ended: number;
  readonly auditEvents: number;
}

export interface CopyOptions {
  readonly from: Store;
  readonly to: Store;
  /** Called after each page with what was done so far. */
  readonly onProgress?: ((sofar: CopyReport) => void) | undefined;
}

const PAGE = 500;
/** Writes under way at the same time. */
const AT_ONCE = 20;

/**
 * One pass. What changes in `from` meanwhile is for the next pass: the last one is run when no gateway uses `from` any more.
 * @throws GatewayError `store_unusable` when both are the same store, or when `to` is used or has sessions that began
 *   there: a copy could bring back what ended in it.
 */
export async function copyStore({ from, onProgress, to }: CopyOptions): Promise<CopyReport> {
  const origin = await from.identity();
  if (origin === (await to.identity())) throw refused('Both URLs name the same session database.');
  await refuseUsed(to);
  await refuseOwnSessions(to, origin);
  const sofar = { written: 0, same: 0, ended: 0, auditEvents: 0 };
  for await (const steps of pagesOf(pairs(from, to, origin))) {
    await refuseUsed(to);
    for (const some of groupsOf(steps)) {
      for (const outcome of await Promise.all(some.map((step) => take(step, { from, to })))) sofar[outcome] += 1;
    }
    onProgress?.({ ...sofar });
  }
  for (;;) {
    const events = await from.readAudit({ after: await to.importedAudit(origin), limit: PAGE });
    if (events.length === 0) return sofar;
    await to.importAudit(origin, events);
    sofar.auditEvents += events.length;
    onProgress?.({ ...sofar });
  }
}

/** What there is of one session: where it comes from, and its copy. */
interface Pair {
  readonly hash: SessionHash;
  readonly wanted: StoredSession | undefined;
  readonly copy: StoredSession | undefined;
}

async function take(
  { copy, hash, wanted }: Pair,
  { from, to }: Pick<CopyOptions, 'from' | 'to'>,
): Promise<'written' | 'same' | 'ended'> {
  if (wanted === undefined) {
    if (!(await isGone(from, hash))) return 'same';
    await to.removeSession(hash);
    return 'ended';
  }
  if (isDeepStrictEqual(wanted, copy)) return 'same';
  return (await to.putSession(wanted)) === 'written' ? 'written' : 'same';
}

/** A row that cannot be read, as a newer version has written it or as it is damaged, is left out where sessions are read; it is there all the same. */
async function isGone(from: Store, hash: SessionHash): Promise<boolean> {
  try {
    return (await from.findSession(hash)) === undefined;
  } catch (error) {
    if (error instanceof GatewayError && ['session_newer', 'session_unreadable'].includes(error.code)) return false;
    throw error;
  }
}

/** Walks through both stores side by side. */
async function* pairs(from: Store, to: Store, origin: string): AsyncGenerator<Pair> {
  const sources = sessionsOf(from);
  const copies = sessionsOf(to);
  let source = await sources.next();
  let copy = await copies.next();
  while (source.done !== true || copy.done !== true) {
    const hash = firstOf(source.value?.hash, copy.value?.hash);
    const wanted = source.value?.hash === hash ? { ...source.value, copiedFrom: origin } : undefined;
    const there = copy.value?.hash === hash ? copy.value : undefined;
    yield { hash, wanted, copy: there };
    if (wanted !== undefined) source = await sources.next();
    if (there !== undefined) copy = await copies.next();
  }
}

function firstOf(a: SessionHash | undefined, b: SessionHash | undefined): SessionHash {
  if (a === undefined || b === undefined) return (a ?? b) as SessionHash;
  return a < b ? a : b;
}

async function* sessionsOf(store: Store): AsyncGenerator<StoredSession, undefined> {
  let after: SessionHash | undefined;
  for (;;) {
    const page = await store.readStored({ after, limit: PAGE });
    yield* page;
    if (page.length < PAGE) return undefined;
    after = page.at(-1)?.hash;
  }
}

async function* pagesOf<T>(values: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let page: T[] = [];
  for await (const value of values) {
    page.push(value);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  yield page;
}

function groupsOf<T>(values: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(values.length / AT_ONCE);
  return Array.from({ length: count }, (_, n) => values.slice(n * AT_ONCE, (n + 1) * AT_ONCE));
}

async function refuseUsed(to: Store): Promise<void> {
  const since = await to.usedSince();
  if (since === undefined) return;
  throw refused(
    `Since ${new Date(since).toISOString()} a gateway serves from the database to copy to, or sessions were ended in it: ` +
      'a copy could bring back what ended there. Copy to a new database, schema or prefix.',
  );
}

/** Older gateways leave no mark where they serve. */
async function refuseOwnSessions(to: Store, origin: string): Promise<void> {
  for await (const { copiedFrom } of sessionsOf(to)) {
    if (copiedFrom === origin) continue;
    throw refused(
      'The database to copy to has sessions that did not come from the other one: a gateway uses it. ' +
        'Copy to an empty database, or use another schema or prefix.',
    );
  }
}

function refused(message: string): GatewayError {
  return new GatewayError('store_unusable', { message });
}
