// What happened at the vendors, in order, and waiting for what has not happened yet. Knows no vendor.
import type { EventFilter, EventLog, Memory, SandboxEvent, WorldClock } from './world.ts';

/** The oldest events make room beyond this many. */
const KEPT = 10_000;
const PATIENCE_MS = 5000;

/** An event log in memory; times come from the world's clock. Keeps the last 10,000 events. */
export function createEventLog(clock: WorldClock, memory?: Pick<Memory, 'keep'>): EventLog {
  const events: SandboxEvent[] = memory?.keep('events', []) ?? [];
  // Ids go on after a reset, so that whoever waits for "after 17" misses nothing.
  let last = 0;
  let heard = Promise.withResolvers<void>();

  const list = (filter?: string | EventFilter): readonly SandboxEvent[] => events.filter(matches(filter));

  const waitForSome = async (filter: EventFilter, timeoutMs: number): Promise<readonly SandboxEvent[]> => {
    const patience = AbortSignal.timeout(timeoutMs);
    const over = new Promise<void>((resolve) => patience.addEventListener('abort', () => resolve(), { once: true }));
    for (;;) {
      const found = list(filter);
      if (found.length > 0 || patience.aborted) return found;
      await Promise.race([heard.promise, over]);
    }
  };

  return {
    list,
    count: (kind) => list(kind).length,
    last: () => last,
    add(event) {
      last += 1;
      events.push({ id: last, at: clock.now(), ...event });
      if (events.length > KEPT) events.shift();
      heard.resolve();
      heard = Promise.withResolvers();
    },
    clear() {
      events.length = 0;
    },
    waitForSome,
    async waitFor(kind, { timeoutMs = PATIENCE_MS, ...filter } = {}) {
      const [found] = await waitForSome({ ...filter, kind }, timeoutMs);
      if (found !== undefined) return found;
      const others = [...new Set(list({ after: filter.after }).map((event) => event.kind))];
      throw new Error(`No ${kind} within ${timeoutMs} ms. What did happen: ${others.join(', ') || 'nothing'}.`);
    },
  };
}

function matches(filter: string | EventFilter = {}): (event: SandboxEvent) => boolean {
  const { after = 0, kind, person, vendor } = typeof filter === 'string' ? { kind: filter } : filter;
  return (event) =>
    event.id > after &&
    (kind === undefined || event.kind === kind) &&
    (person === undefined || event.person === person) &&
    (vendor === undefined || event.vendor === vendor);
}
