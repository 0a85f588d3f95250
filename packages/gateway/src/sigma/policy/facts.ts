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

const known = new WeakMap<Viewer, ReadonlySet<string>>();

/** Names of the groups of a viewer. */
export function groupsOf(viewer: Viewer): ReadonlySet<string> {
  const found = known.get(viewer) ?? new Set(viewer.groups.map(({ name }) => name));
  known.set(viewer, found);
  return found;
}
