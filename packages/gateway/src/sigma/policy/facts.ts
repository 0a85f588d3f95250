// Knows what rules may ask about a viewer. All of it comes from Databricks.
import { isStrictAddress } from '../../base/address.ts';
import type { Viewer } from '../../databricks/viewer.ts';

/** A user name in lower case. `undefined` unless it is one plain address: lower case makes ASCII letters of some others. */
export function addressOf({ userName }: Pick<Viewer, 'userName'>): string | undefined {
  return isStrictAddress(userName) ? userName.toLowerCase() : undefined;
}

/** What follows the `@` of an address. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
