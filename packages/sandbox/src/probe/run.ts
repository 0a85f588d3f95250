// Asks one probe after the other and keeps what each found. Prints nothing.
import { NEEDS } from './needs.ts';
import type { Finding, Need, Probe, ProbeRoom } from './probe.ts';
import { Unsettled } from './unsettled.ts';

export interface Result {
  readonly probe: Probe;
  readonly finding: Finding;
}

/** A probe that fails ends as unsettled; the others go on. */
export async function runProbes(
  probes: readonly Probe[],
  room: ProbeRoom,
  options: { readonly has: ReadonlySet<Need>; readonly onResult?: (result: Result) => void },
): Promise<readonly Result[]> {
  const { has, onResult = () => undefined } = options;
  const results: Result[] = [];
  for (const probe of probes) {
    const lacking = probe.needs.find((need) => !has.has(need));
    const finding = lacking === undefined ? await ask(probe, room) : { because: NEEDS[lacking] };
    results.push({ probe, finding });
    onResult({ probe, finding });
  }
  return results;
}

async function ask(probe: Probe, room: ProbeRoom): Promise<Finding> {
  try {
    return await probe.ask(room);
  } catch (problem) {
    if (problem instanceof Unsettled) return { because: problem.message };
    // Only the kind of failure: a message of somebody else's may hold an address with a token in it.
    return { because: `the probe failed (${problem instanceof Error ? problem.name : 'unknown'})` };
  }
}
