// Knows the Sigma teams of an embed user: those of everybody and those of each group, together.
import type { Decided } from './decided.ts';
import type { PlacedRow } from './group-rows.ts';

export type TeamsOf = (rows: readonly PlacedRow[]) => readonly Decided<string>[];

export function teamsRule(forAll: readonly string[]): TeamsOf {
  const base = [...new Set(forAll)].map((value) => ({ value, why: 'teams' }));
  return (rows) => {
    if (rows.length === 0) return base;
    const all = [...base];
    for (const { place, teams } of rows) {
      for (const value of teams) {
        if (!all.some((team) => team.value === value)) all.push({ value, why: place });
      }
    }
    return all;
  };
}
