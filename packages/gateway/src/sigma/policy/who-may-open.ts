// Knows who may open an embed: whoever fits any part of its rule. Facts come from Databricks, never from a request.
import type { OpenRule } from '../../config/policy-config.ts';
import type { Viewer } from '../../databricks/viewer.ts';
import type { Decided } from './decided.ts';
import { addressOf, domainOf, groupsOf } from './facts.ts';

export type MayOpen = (viewer: Viewer) => Decided<boolean>;

const EVERYONE: Decided<boolean> = { value: true, why: 'open to everyone' };
const NOBODY: Decided<boolean> = {
  value: false,
  why: 'open names neither a group nor the domain nor the address of this viewer',
};

const yes = (part: string) => (text: string) =>
  [text, { value: true, why: `open.${part} has ${JSON.stringify(text)}` }] as const;

export function whoMayOpen({ addresses, domains, everyone, groups }: OpenRule): MayOpen {
  if (everyone) return () => EVERYONE;
  const byGroup = new Map(groups.map(yes('groups')));
  const byDomain = new Map(domains.map(yes('domains')));
  const byAddress = new Map(addresses.map(yes('addresses')));
  return (viewer) => {
    const found = firstOf(byGroup, viewer);
    if (found !== undefined) return found;
    const address = addressOf(viewer);
    return (address && (byDomain.get(domainOf(address)) ?? byAddress.get(address))) || NOBODY;
  };
}

/** Walks the shorter of the two lists: a viewer may be in thousands of groups, and a catalogue may have a thousand embeds. */
function firstOf(byGroup: ReadonlyMap<string, Decided<boolean>>, viewer: Viewer): Decided<boolean> | undefined {
  if (viewer.groups.length <= byGroup.size) {
    for (const { name } of viewer.groups) {
      const found = byGroup.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const own = groupsOf(viewer);
  for (const [name, decided] of byGroup) if (own.has(name)) return decided;
  return undefined;
}
