// What the test says to a replica and what it hears back, over the channel between parent and child process.

/** Moments of a sign-in (K1 to K5) and of a refresh (K6 to K12) at which a replica can end itself. */
export type KillPoint =
  | 'K1: before the attempt is taken'
  | 'K2: after the attempt is taken'
  | 'K4: code answered'
  | 'K5: session written'
  | 'K6: before the lease'
  | 'K7: after the lease'
  | 'K10: answer received'
  | 'K11: pair written'
  | 'K12: before the reply';

export interface ReplicaSetup {
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds that the clocks of the cluster are ahead of the machine's. */
  readonly ahead: number;
  readonly times: ReplicaTimes;
}

/** Short times, so that tests need not wait for long ones. Milliseconds. */
export interface ReplicaTimes {
  readonly timeoutMs: number;
  readonly leaseMs: number;
  readonly persistMs: number;
  readonly listenMs: number;
}

export type Order =
  | { readonly do: 'start'; readonly setup: ReplicaSetup }
  | { readonly do: 'advance'; readonly ms: number; readonly wallOnly: boolean }
  /** The next time that it reaches this moment it sends itself the signal, once. */
  | { readonly do: 'arm'; readonly point: KillPoint; readonly how: 'SIGKILL' | 'SIGSTOP' }
  /** Every call of these methods of the store fails until the next such order; empty: none. */
  | { readonly do: 'failStore'; readonly methods: readonly string[] }
  /** Reads the store through this replica. */
  | { readonly do: 'audit'; readonly after: number }
  | { readonly do: 'countSessions' }
  | { readonly do: 'endSessions' }
  | { readonly do: 'stop' };

export interface Envelope {
  readonly id: number;
  readonly order: Order;
}

export type Reply = { readonly id: number; readonly ok: unknown } | { readonly id: number; readonly error: string };
