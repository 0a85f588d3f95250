// Which requests are to be answered badly. Knows patterns; `serve.ts` does the answering.
import type { Fault, Faults } from './world.ts';

interface Planned {
  readonly fault: Fault;
  left: number;
}

/** Faults in the order in which they were added; the first that matches and is not used up is taken. */
export function createFaults(): Faults {
  let planned: Planned[] = [];
  return {
    add(fault) {
      planned.push({ fault, left: fault.times ?? Infinity });
    },
    clear() {
      planned = [];
    },
    take(vendor, method, path) {
      const hit = planned.find(
        ({ fault, left }) => left > 0 && fault.vendor === vendor && matches(fault.pattern, `${method} ${path}`),
      );
      if (hit === undefined) return undefined;
      hit.left -= 1;
      return hit.fault;
    },
  };
}

function matches(pattern: string, request: string): boolean {
  return pattern.endsWith('*') ? request.startsWith(pattern.slice(0, -1)) : request === pattern;
}
