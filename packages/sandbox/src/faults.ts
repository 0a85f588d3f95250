// Which requests are to be answered badly. Knows patterns; `serve.ts` does the answering.
import type { Faults, Memory, PlannedFault } from './world.ts';

/** Faults in the order in which they were added; the first that matches and is not used up is taken. */
export function createFaults(memory?: Pick<Memory, 'keep'>): Faults {
  const planned: PlannedFault[] = memory?.keep('faults', []) ?? [];
  let last = 0;
  return {
    add(fault) {
      last += 1;
      planned.push({ id: last, fault, left: fault.times ?? null, hits: 0 });
      return last;
    },
    list: () => planned.map((one) => ({ ...one })),
    remove(id) {
      const at = planned.findIndex((one) => one.id === id);
      if (at >= 0) planned.splice(at, 1);
      return at >= 0;
    },
    clear() {
      planned.length = 0;
    },
    async take({ method, path, vendor }, whose) {
      for (const one of planned) {
        const { fault } = one;
        if (one.left === 0 || fault.vendor !== vendor || !matches(fault.pattern, `${method} ${path}`)) continue;
        if (fault.person !== undefined && (await whose()) !== fault.person) continue;
        // Reading whose request it is takes a moment, in which another request may have used the fault up.
        if (one.left === 0 || !planned.includes(one)) continue;
        if (one.left !== null) one.left -= 1;
        one.hits += 1;
        return fault;
      }
      return undefined;
    },
  };
}

/** `*` as the method matches any; at the end of the path it matches any rest. */
function matches(pattern: string, request: string): boolean {
  const wanted = pattern.startsWith('* ') ? request.replace(/^\S+/, '*') : request;
  return pattern.endsWith('*') ? wanted.startsWith(pattern.slice(0, -1)) : wanted === pattern;
}
