// Check 8: a `jti` loads once. Remembered until the JWT's own end. A load that fails later has still spent it.
import { refuse } from '../refusal.ts';
import type { SigmaState } from '../state.ts';
import type { Claims } from './claims.ts';

/** Looks and remembers in one step, so that two loads at once cannot both pass. The vendor's sentence is not known. */
export function spendJti({ spent, world }: SigmaState, { exp, jti }: Pick<Claims, 'exp' | 'jti'>): void {
  if (!world.sigma.singleUse) return;
  if (spent.has(jti)) refuse('replay', 'EINVAL', 'jti has already been used');
  spent.set(jti, exp);
}
