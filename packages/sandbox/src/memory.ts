// Everything a sandbox remembers, in one place, so that it can be put back as it was. Knows no vendor.
import type { Memory, Snapshot, WorldClock } from './world.ts';

type Kept = Map<unknown, unknown> | unknown[] | object;

interface Saved {
  readonly values: Readonly<Record<string, Kept>>;
  readonly skippedMs: number | undefined;
}

/**
 * A memory whose parts are filled in place when a snapshot comes back: whoever holds a map goes on holding it. All parts are
 * copied together, so that a grant and its tokens stay the same grant.
 */
export function createMemory(clock: WorldClock): Memory {
  const parts = new Map<string, Kept>();
  const afterwards: (() => void)[] = [];
  const taken = new WeakMap<Snapshot, Saved>();

  return {
    keep(name, value) {
      if (parts.has(name)) throw new Error(`"${name}" is kept twice.`);
      parts.set(name, value);
      return value;
    },
    onRestore: (then) => void afterwards.push(then),
    snapshot() {
      const snapshot = Object.freeze({}) as Snapshot;
      taken.set(snapshot, { values: structuredClone(Object.fromEntries(parts)), skippedMs: clock.skippedMs?.() });
      return snapshot;
    },
    restore(snapshot) {
      const saved = taken.get(snapshot);
      if (saved === undefined) throw new TypeError('This snapshot is not of this sandbox.');
      const { skippedMs, values } = saved;
      const copy = structuredClone(values);
      for (const [name, part] of parts) fill(part, copy[name]);
      if (skippedMs !== undefined) clock.advance(skippedMs - (clock.skippedMs?.() ?? 0));
      for (const then of afterwards) then();
    },
  };
}

function fill(part: Kept, saved: Kept | undefined): void {
  if (part instanceof Map) {
    part.clear();
    for (const [key, value] of saved instanceof Map ? saved : []) part.set(key, value);
  } else if (Array.isArray(part)) {
    part.length = 0;
    for (const value of Array.isArray(saved) ? saved : []) part.push(value);
  } else {
    for (const key of Object.keys(part)) Reflect.deleteProperty(part, key);
    Object.assign(part, saved);
  }
}
