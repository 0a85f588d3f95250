// People of a seed with all that Databricks and Sigma want to know of them: ids, names, groups. Data only.
import type { Person } from '../world.ts';
import type { SeedPerson } from './schema.ts';

/** Ids follow from the order, so that the same seed makes the same people. */
export function peopleOfSeed(people: readonly SeedPerson[]): readonly Person[] {
  const groups = [...new Set(people.flatMap((person) => person.groups))];
  return people.map((person, at) => {
    const { canSelect, email, sigmaUser } = person;
    const words = (person.name ?? email.replace(/@.*/, '')).split(/\s+/);
    const givenName = words[0] ?? email;
    const familyName = words.slice(1).join(' ');
    return {
      id: String(7_535_194_597_986_000 + at),
      email,
      givenName,
      familyName,
      displayName: words.join(' '),
      groups: person.groups.map((name) => ({ id: String(610_000_000_001_000 + groups.indexOf(name)), name })),
      canSelect,
      sigmaUser,
      sees: person.sees ?? usualWords(person),
    };
  });
}

function usualWords({ canSelect, groups }: SeedPerson): string {
  if (!canSelect) return 'Nothing: can sign in, but has no SELECT on the tables';
  return groups.length === 0 ? 'What is open to everybody' : `What is open to ${groups.join(' and ')}`;
}
