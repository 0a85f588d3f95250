// Checks 9 and 10: who the session runs as, and what the claims change about that user. Knows no grant.
import { NO_ACCESS, refuse } from '../refusal.ts';
import type { SigmaState, StoredUser } from '../state.ts';
import type { Claims } from './claims.ts';

/** What Sigma gives to a user for whom no account type was ever sent: the highest. */
const HIGHEST_ACCOUNT_TYPE = 'Build';

/** Finds or makes the user, writes the claims into it (claims are user state, not session state), and returns it. */
export function resolveUser(state: SigmaState, claims: Claims): StoredUser {
  const known = state.users.get(claims.sub);
  if (known?.kind === 'internal') {
    const changes = [claims.accountType, claims.teams, claims.userAttributes, claims.firstName, claims.lastName];
    if (changes.some((change) => change !== undefined)) {
      refuse('internal_user', 'EACCES', 'Cannot update account type for internal users.');
    }
    return known;
  }
  if (known === undefined && !state.world.sigma.autoCreateUsers) refuse('unknown_user', 'EPERM', NO_ACCESS);
  const missing = claims.teams?.find((team) => !state.world.teams.includes(team));
  if (missing !== undefined) refuse('unknown_team', 'EINVAL', `Team not found: ${missing.slice(0, 60)}`);
  const user: StoredUser = {
    email: claims.sub,
    kind: 'embed',
    accountType: claims.accountType ?? known?.accountType ?? HIGHEST_ACCOUNT_TYPE,
    teams: claims.teams ?? known?.teams ?? [],
    attributes: claims.userAttributes ?? known?.attributes ?? {},
    firstName: claims.firstName ?? known?.firstName,
    lastName: claims.lastName ?? known?.lastName,
  };
  state.users.set(user.email, user);
  return user;
}
