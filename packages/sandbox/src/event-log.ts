// What happened at the vendors, in order. Knows no vendor.
import type { EventLog, SandboxEvent, WorldClock } from './world.ts';

/** The oldest events make room beyond this many. */
const KEPT = 10_000;

/** An event log in memory; times come from the world's clock. Keeps the last 10,000 events. */
export function createEventLog(clock: WorldClock): EventLog {
  const events: SandboxEvent[] = [];
  return {
    add(event) {
      events.push({ at: clock.now(), ...event });
      if (events.length > KEPT) events.shift();
    },
    list: (kind) => events.filter((event) => kind === undefined || event.kind === kind),
    count: (kind) => events.filter((event) => event.kind === kind).length,
    clear() {
      events.length = 0;
    },
  };
}
