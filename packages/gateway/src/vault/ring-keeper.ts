// Keeps unwrapped keys fresh: asks the key service again well before they run out, and goes on with them while it is away.
// One ring at a time: a renewal that takes long must not bring a ring back that was replaced meanwhile.
import type { Clock } from '../base/clock.ts';
import type { KeyRing } from '../config/config.ts';
import type { KeyWrapper } from './key-wrapper.ts';
import type { OpenRing } from './keyring.ts';
import { UNWRAPPED_FOR_MS, unwrapRing } from './unwrap-ring.ts';

/** Looks at an unwrapped ring and puts it to use, before it is kept and before the next one is unwrapped. What it throws keeps it out. */
export type Admit = (ring: OpenRing) => Promise<void>;

export interface RingKeeper {
  /** Unwraps a ring and keeps it; see `unwrapRing` for what it throws, besides `admit`. The ring before it then goes on. */
  open(ring: KeyRing, admit?: Admit): Promise<OpenRing>;
  /**
   * The ring unwrapped anew when three quarters of its time are over; `undefined` when nothing is due.
   * @throws as `open`; the keys at hand stay good until their time is over. Call it again in a minute.
   */
  renew(admit?: Admit): Promise<OpenRing | undefined>;
}

export function createRingKeeper({ clock, wrapper }: { clock: Clock; wrapper: KeyWrapper | undefined }): RingKeeper {
  let ring: KeyRing | undefined;
  let dueAt = Number.POSITIVE_INFINITY;

  const open = async (next: KeyRing, admit?: Admit): Promise<OpenRing> => {
    const now = clock.monotonic();
    const opened = await unwrapRing(next, wrapper, now + UNWRAPPED_FOR_MS);
    await admit?.(opened);
    ring = next;
    dueAt = next.some((key) => 'wrapped' in key) ? now + UNWRAPPED_FOR_MS * 0.75 : Number.POSITIVE_INFINITY;
    return opened;
  };

  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };

  return {
    open: (next, admit) => inTurn(() => open(next, admit)),
    renew: (admit) =>
      inTurn(async () => (ring === undefined || clock.monotonic() < dueAt ? undefined : await open(ring, admit))),
  };
}
