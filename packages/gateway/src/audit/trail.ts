// Writes audit events in order, with one write at a time: important ones before the caller is answered, the rest together
// within 50 ms.
import type { Clock } from '../base/clock.ts';
import type { AuditRow } from '../store/store.ts';
import { AUDIT_EVENTS, type AuditEvent, type WrittenEvent } from './events.ts';

export interface Trail {
  /** Never rejects: a store that cannot write must not stop a sign-in. What is lost is counted and announced (LG-06). */
  record(event: AuditEvent): Promise<void>;
  /** The same for several, with one write. */
  recordAll(events: readonly AuditEvent[]): Promise<void>;
  /** Writes everything that still waits, and resolves when it and what was on its way before is written or lost. */
  flush(): Promise<void>;
  /** Flushes and stops the timer. */
  close(): Promise<void>;
}

export interface TrailOptions {
  readonly append: (rows: readonly AuditRow[]) => Promise<void>;
  readonly clock: Clock;
  /** Called with the number of events that could not be written, and why. */
  readonly onLoss: (count: number, error: unknown) => void;
  /** Hears of every event before it is written. What it throws goes to `onDeaf` and nowhere else. */
  readonly onEvent?: ((event: WrittenEvent) => void) | undefined;
  readonly onDeaf?: (error: unknown) => void;
}

const BATCH_MS = 50;
/** More events than this, waiting or on their way, are dropped and counted: memory is bounded. */
const MAX_KEPT = 10_000;

export function createTrail({ append, clock, onDeaf, onEvent, onLoss }: TrailOptions): Trail {
  let waiting: AuditRow[] = [];
  let onTheirWay = 0;
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;
  /** The newest write, and whether it has yet to begin: it then takes along whatever comes before it does. */
  let newest = Promise.resolve();
  let isNext = false;

  const write = async (): Promise<void> => {
    isNext = false;
    const rows = waiting;
    if (rows.length === 0) return;
    waiting = [];
    onTheirWay = rows.length;
    try {
      await append(rows);
    } catch (error) {
      onLoss(rows.length, error);
    }
    onTheirWay = 0;
  };

  // A store that is slow with audit events would otherwise give them all the connections that viewers wait for (LG-06).
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (dropped > 0) onLoss(dropped, new Error('too many audit events were waiting'));
    dropped = 0;
    if (!isNext) newest = newest.then(write);
    isNext = true;
    return newest;
  };

  const tell = (event: WrittenEvent): void => {
    try {
      onEvent?.(event);
    } catch (error) {
      onDeaf?.(error);
    }
  };

  const keep = (event: AuditEvent): void => {
    const written = writtenForm(event, clock.now());
    tell(written);
    if (waiting.length + onTheirWay >= MAX_KEPT) dropped += 1;
    else waiting.push({ at: written.at, event: written.event, body: JSON.stringify(written) });
  };

  const schedule = async (isNow: boolean): Promise<void> => {
    if (isNow) await flush();
    else timer ??= setTimeout(() => void flush(), BATCH_MS).unref();
  };

  return {
    record(event) {
      keep(event);
      return schedule(isUrgent(event));
    },
    recordAll(events) {
      for (const event of events) keep(event);
      return schedule(events.some(isUrgent));
    },
    flush,
    close: flush,
  };
}

function isUrgent({ event }: AuditEvent): boolean {
  return AUDIT_EVENTS[event].write === 'now';
}

function writtenForm({ session, viewer, ...event }: AuditEvent, at: number): WrittenEvent {
  return {
    at,
    ...event,
    ...(viewer && { viewer: { issuer: viewer.issuer, id: viewer.id, userName: viewer.userName } }),
    ...(session && { session: session.slice(0, 12) }),
  };
}
