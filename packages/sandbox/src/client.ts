// Drives a sandbox that runs in another process, over its control routes. Knows nothing of how it works.
import type { EventFilter, Fault, PlannedFault, SandboxEvent } from './world.ts';

export interface SandboxClient {
  readonly faults: {
    /** Returns the id under which it can be removed. */
    add(fault: Fault): Promise<number>;
    list(): Promise<readonly PlannedFault[]>;
    remove(id: number): Promise<void>;
    clear(): Promise<void>;
  };
  readonly events: {
    list(filter?: EventFilter): Promise<readonly SandboxEvent[]>;
    /** The first event of this kind, as soon as there is one; rejects after `timeoutMs`, 5000 by default. */
    waitFor(kind: string, filter?: Omit<EventFilter, 'kind'> & { readonly timeoutMs?: number }): Promise<SandboxEvent>;
    clear(): Promise<void>;
  };
  readonly clock: {
    /** Epoch milliseconds. */
    now(): Promise<number>;
    advance(ms: number): Promise<void>;
  };
  /** @throws SandboxRefusal for a switch or a position that does not exist. */
  setSwitches(patch: {
    readonly databricks?: Readonly<Record<string, string | number | boolean>>;
    readonly sigma?: Readonly<Record<string, string | number | boolean>>;
  }): Promise<void>;
  /** Each returns how many ended. */
  expireAccessTokens(person: string): Promise<number>;
  endGrants(person: string): Promise<number>;
  endEmbeds(person: string): Promise<number>;
  reset(): Promise<void>;
  /** Returns an id for `restore`. */
  snapshot(): Promise<number>;
  restore(id: number): Promise<void>;
}

/** The sandbox did not do what it was asked. The message is its own. */
export class SandboxRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'SandboxRefusal';
    this.status = status;
  }
}

/** A client for the sandbox whose Databricks is at `origin`, such as `http://127.0.0.1:3001`. Everything rejects with SandboxRefusal. */
export function connectToSandbox(
  origin: string,
  options: { readonly fetch?: typeof globalThis.fetch } = {},
): SandboxClient {
  const { fetch = globalThis.fetch } = options;

  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${origin}/__sandbox${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    const value: unknown = text === '' ? undefined : JSON.parse(text);
    if (!answer.ok) throw new SandboxRefusal(answer.status, (value as { error?: string } | undefined)?.error ?? text);
    return value;
  };
  const events = async (filter: EventFilter, waitMs: number): Promise<readonly SandboxEvent[]> => {
    const query = new URLSearchParams({ waitMs: String(waitMs) });
    for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, String(value));
    return (await call('GET', `/events?${query.toString()}`)) as readonly SandboxEvent[];
  };
  const end = async (deed: string, person: string): Promise<number> =>
    ((await call('POST', `/${deed}`, { person })) as { ended: number }).ended;

  return {
    faults: {
      add: async (fault) => ((await call('POST', '/faults', fault)) as { id: number }).id,
      list: async () => (await call('GET', '/faults')) as readonly PlannedFault[],
      remove: async (id) => void (await call('DELETE', `/faults/${id}`)),
      clear: async () => void (await call('DELETE', '/faults')),
    },
    events: {
      list: async (filter = {}) => await events(filter, 0),
      async waitFor(kind, { timeoutMs = 5000, ...filter } = {}) {
        const [found] = await events({ ...filter, kind }, timeoutMs);
        if (found === undefined) throw new SandboxRefusal(408, `No ${kind} within ${timeoutMs} ms.`);
        return found;
      },
      clear: async () => void (await call('DELETE', '/events')),
    },
    clock: {
      now: async () => ((await call('GET', '/clock')) as { now: number }).now,
      advance: async (advanceMs) => void (await call('POST', '/clock', { advanceMs })),
    },
    setSwitches: async (patch) => void (await call('PATCH', '/switches', patch)),
    expireAccessTokens: async (person) => await end('expire-access-tokens', person),
    endGrants: async (person) => await end('end-grants', person),
    endEmbeds: async (person) => await end('end-embeds', person),
    reset: async () => void (await call('POST', '/reset')),
    snapshot: async () => ((await call('POST', '/snapshots')) as { id: number }).id,
    restore: async (id) => void (await call('POST', `/snapshots/${id}/restore`)),
  };
}
