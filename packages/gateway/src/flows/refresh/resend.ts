// Knows when a refresh token may be sent again although the outcome of the last time is unknown (RF-09).
import type { RefreshConfig } from '../../config/config.ts';
import type { Rotation } from '../../databricks/rotation.ts';

/** A time longer than any. */
const ALWAYS = Number.MAX_SAFE_INTEGER;

/**
 * How old an unfinished refresh may be, in milliseconds, for another process to take it over and send the same token again; 0: never.
 * Only where a spent token is known to do no harm: the operator says that tokens work many times, or the answers to this grant
 * have shown it, or the vendor's grace has not passed.
 */
export function takesOverMs({ graceMs, mode }: RefreshConfig, rotation: Rotation): number {
  if (mode === 'multi_use') return ALWAYS;
  if (mode === 'grace') return graceMs;
  return mode === 'auto' && rotation === 'kept' ? ALWAYS : 0;
}

/**
 * How long a lease lasts, in milliseconds. Where the token may not be sent again it also covers the time in which a late answer is
 * listened for: nobody takes the last chance while the holder may still hear.
 */
export function leaseOf(config: RefreshConfig, rotation: Rotation): number {
  return takesOverMs(config, rotation) > 0 ? config.leaseMs : config.leaseMs + config.listenMs;
}

/** For the one last chance: whatever is unfinished, nothing is left to lose. */
export const TAKES_OVER_ANYTHING = ALWAYS;

/**
 * What is known of a grant after one more answer. Once a token was replaced the grant stays `rotated`: a vendor that does both must be
 * treated as the stricter of the two.
 */
export function learned(before: Rotation, shown: Rotation): Rotation {
  return before === 'rotated' ? 'rotated' : shown;
}
