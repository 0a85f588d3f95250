// The sandbox's one service principal: an account admin for scripts, such as one that registers app connections.
import type { ServicePrincipal } from '../world.ts';

/** A service principal with these credentials, in the group `admins`. */
export function automation(credentials: {
  readonly applicationId: string;
  readonly principalSecret: string;
}): ServicePrincipal {
  return {
    secret: credentials.principalSecret,
    person: {
      id: '7535194597985799',
      email: credentials.applicationId,
      givenName: '',
      familyName: '',
      displayName: 'Automation',
      groups: [{ id: '610000000000003', name: 'admins' }],
      canSelect: true,
      sigmaUser: 'embed',
      sees: 'All trips; fares are masked',
    },
  };
}
