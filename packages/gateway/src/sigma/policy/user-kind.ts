// Knows who has a Sigma login of their own: Sigma refuses claims about such people.
import { isStrictAddress } from '../../base/address.ts';

export type IsInternal = (subject: string) => boolean;

/** Entries are addresses or `@domain`; the case of either does not count. */
export function internalUsers(entries: readonly string[]): IsInternal {
  const known = new Set(entries.map((entry) => entry.toLowerCase()));
  return (subject) => {
    if (known.size === 0 || !isStrictAddress(subject)) return false;
    const address = subject.toLowerCase();
    return known.has(address) || known.has(address.slice(address.lastIndexOf('@')));
  };
}
