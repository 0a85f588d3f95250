// Check 7: the JWT has not ended and does not last longer than 30 days. Tolerance is a switch: none is documented.
import type { World } from '../../world.ts';
import { refuse } from '../refusal.ts';
import type { Claims } from './claims.ts';

const LONGEST_SECONDS = 2_592_000;

export function checkTimes({ clock, sigma }: World, { exp, iat }: Pick<Claims, 'exp' | 'iat'>): void {
  const now = clock.now() / 1000;
  if (exp + sigma.clockSkewSeconds <= now) refuse('exp_past', 'EINVAL', 'exp cannot be in the past');
  // The vendor's sentence for this is not known. Milliseconds given as seconds end here too.
  if (exp - iat > LONGEST_SECONDS) refuse('exp_too_far', 'EINVAL', 'exp exceeds the maximum session length of 30 days');
  if (sigma.futureIat === 'refuse' && iat > now + sigma.clockSkewSeconds) {
    refuse('iat_future', 'EINVAL', 'iat cannot be in the future');
  }
}
