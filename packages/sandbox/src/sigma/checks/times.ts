// Check 7: the JWT has not ended and does not last longer than 30 days. No tolerance: none is documented.
import type { World } from '../../world.ts';
import { refuse } from '../refusal.ts';
import type { Claims } from './claims.ts';

const LONGEST_SECONDS = 2_592_000;

export function checkTimes(world: World, { exp, iat }: Pick<Claims, 'exp' | 'iat'>): void {
  if (exp * 1000 <= world.clock.now()) refuse('exp_past', 'EINVAL', 'exp cannot be in the past');
  // The vendor's sentence for this is not known. Milliseconds given as seconds end here too.
  if (exp - iat > LONGEST_SECONDS) refuse('exp_too_far', 'EINVAL', 'exp exceeds the maximum session length of 30 days');
}
