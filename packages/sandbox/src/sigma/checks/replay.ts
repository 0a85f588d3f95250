// Check 8: a `jti` loads once. Remembered until the JWT's own end.
import { refuse } from '../refusal.ts';
import type { SigmaState } from '../state.ts';
import type { Claims } from './claims.ts';
import type { Signed } from './signature.ts';

/**
 * Looks and remembers in one step, so that two loads at once cannot both pass. Returns how to forget it again, for loads that are
 * refused later where the switch says that those do not count. The vendor's sentence is not known.
 */
export function spendJti(
  { spent, world }: SigmaState,
  { credential }: Pick<Signed, 'credential'>,
  { exp, jti }: Pick<Claims, 'exp' | 'jti'>,
): () => void {
  const { failedLoadSpendsJti, replayGraceSeconds, replayScope, singleUse } = world.sigma;
  if (!singleUse) return nothing;
  const key = replayScope === 'credential' ? `${credential.clientId} ${jti}` : jti;
  const now = world.clock.now() / 1000;
  const before = spent.get(key);
  if (before !== undefined) {
    if (now - before.at >= replayGraceSeconds) refuse('replay', 'EINVAL', 'jti has already been used');
    return nothing;
  }
  spent.set(key, { at: now, exp });
  return failedLoadSpendsJti ? nothing : () => void spent.delete(key);
}

function nothing(): void {}
