// Knows the user attributes of an embed user. Every attribute is always sent: Sigma keeps the value of one that is left out.
import type { AttributeRule, GroupRow, Named } from '../../config/policy-config.ts';
import type { Viewer } from '../../databricks/viewer.ts';
import type { Decided, DecidedNamed } from './decided.ts';
import { addressOf, domainOf, groupsOf } from './facts.ts';
import type { PlacedRow } from './group-rows.ts';

export type AttributesOf = (viewer: Viewer, rows: readonly PlacedRow[]) => readonly DecidedNamed[];

const NONE: readonly DecidedNamed[] = [];

/** The first row of the viewer's groups that names an attribute wins; then the rule for everybody; then the empty text. */
export function attributesRule(forAll: Named<AttributeRule>, groups: readonly GroupRow[]): AttributesOf {
  const rules = new Map(forAll);
  const names = [...new Set([...rules.keys(), ...groups.flatMap((row) => row.attributes.map(([name]) => name))])];
  if (names.length === 0) return () => NONE;
  return (viewer, rows) =>
    names.map((name) => {
      for (const { attributes, place } of rows) {
        const own = attributes.find(([one]) => one === name);
        if (own !== undefined) return { name, value: own[1], why: place };
      }
      const rule = rules.get(name);
      if (rule === undefined) return { name, value: '', why: 'none of the groups with this attribute' };
      const { value, why } = valueOf(rule, viewer);
      return { name, value, why };
    });
}

function valueOf(rule: AttributeRule, viewer: Viewer): Decided<string> {
  if (rule.from === 'constant') return { value: rule.value, why: 'attributes, a constant' };
  if (rule.from === 'groups') {
    const own = groupsOf(viewer);
    const value = rule.groups.filter((name) => own.has(name)).join(',');
    return { value, why: 'attributes, the groups among them that the viewer is in' };
  }
  const address = addressOf(viewer) ?? '';
  if (rule.from === 'userName') return { value: address, why: 'attributes, the user name at Databricks' };
  return { value: domainOf(address), why: 'attributes, the domain of the user name' };
}
