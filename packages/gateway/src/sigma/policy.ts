// Knows how a viewer becomes a Sigma user: by the operator's configuration and Databricks' identity, never by a request.
import { GatewayError } from '../base/errors.ts';
import type { SigmaConfig } from '../config/config.ts';
import type { Viewer } from '../databricks/viewer.ts';
import type { ClaimUser } from './claims.ts';
import { isStrictAddress } from './subject.ts';

/** The claim set of a viewer: people with a Sigma login of their own must not carry claims about themselves. */
export function claimUser(config: SigmaConfig, viewer: Viewer): ClaimUser {
  const address = viewer.userName.toLowerCase();
  const domain = address.slice(address.lastIndexOf('@'));
  const isInternal = config.internalUsers.some(
    (entry) => entry.toLowerCase() === address || entry.toLowerCase() === domain,
  );
  if (isInternal) return { kind: 'internal' };
  return { kind: 'embed', accountType: config.accountType, teams: config.teams };
}

/**
 * The `sub` of a viewer's embeds.
 * @throws GatewayError `identity_unusable` when the user name is not one strict address and no shared subject is allowed.
 */
export function claimSubject(config: SigmaConfig, viewer: Viewer): string {
  if (isStrictAddress(viewer.userName)) return viewer.userName;
  if (config.sharedSubject !== undefined) return config.sharedSubject;
  throw new GatewayError('identity_unusable');
}
