// Knows the address under which Sigma knows a viewer. Databricks names the person; the operator may map the name.
import { isStrictAddress } from '../../base/address.ts';
import { GatewayError } from '../../base/errors.ts';
import type { SubjectConfig } from '../../config/policy-config.ts';
import type { Viewer } from '../../databricks/viewer.ts';
import type { Decided } from './decided.ts';
import { domainOf } from './facts.ts';

/**
 * The `sub` of a viewer's embeds.
 * @throws GatewayError `identity_unusable` when the user name is not one strict address and no shared subject is allowed.
 */
export type SubjectOf = (viewer: Viewer) => Decided<string>;

export function subjectRule({ addresses, domains, lowerCase, shared }: SubjectConfig): SubjectOf {
  const byAddress = new Map(addresses);
  const byDomain = new Map(domains);
  const cased = (value: string, why: string): Decided<string> =>
    lowerCase ? { value: value.toLowerCase(), why: `${why}, in lower case` } : { value, why };
  return ({ userName }) => {
    if (!isStrictAddress(userName)) {
      if (shared === undefined) throw new GatewayError('identity_unusable');
      return { value: shared, why: 'the shared subject: the user name is not one plain address' };
    }
    const address = userName.toLowerCase();
    const mapped = byAddress.get(address);
    if (mapped !== undefined) return { value: mapped, why: `subject.addresses, ${JSON.stringify(address)}` };
    const domain = byDomain.get(domainOf(address));
    if (domain === undefined) return cased(userName, 'the user name at Databricks');
    const value = `${userName.slice(0, userName.lastIndexOf('@'))}@${domain}`;
    // The address, or a part of the domain, may be too long.
    if (!isStrictAddress(value)) throw new GatewayError('identity_unusable');
    return cased(value, `subject.domains, ${JSON.stringify(domainOf(address))}`);
  };
}
