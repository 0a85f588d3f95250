// Knows who has a Sigma login of their own: Sigma refuses claims about such people.
import { isStrictAddress } from '../../base/address.ts';
import type { Decided } from './decided.ts';
import { domainOf } from './facts.ts';

export type KindOf = (subject: string) => Decided<'embed' | 'internal'>;

const EMBED: Decided<'embed'> = { value: 'embed', why: 'not in internalUsers' };

/** Entries are addresses at Sigma or `@domain`; the case of either does not count. */
export function kindRule(internalUsers: readonly string[]): KindOf {
  const known = new Map(
    internalUsers.map((entry) => [
      entry.toLowerCase(),
      { value: 'internal', why: `internalUsers, ${JSON.stringify(entry)}` } as const,
    ]),
  );
  if (known.size === 0) return () => EMBED;
  return (subject) => {
    if (!isStrictAddress(subject)) return EMBED;
    const address = subject.toLowerCase();
    return known.get(address) ?? known.get(`@${domainOf(address)}`) ?? EMBED;
  };
}
