// As much of the usual world as a warehouse needs.
import { createWorldClock } from '../../src/clock.ts';
import { createMemory } from '../../src/memory.ts';
import { PEOPLE } from '../../src/people.ts';
import { TABLES } from '../../src/seed/tables.ts';
import type { Person, World } from '../../src/world.ts';

export function usualWorld(): Pick<World, 'memory' | 'people' | 'tables'> {
  return { memory: createMemory(createWorldClock()), people: PEOPLE, tables: TABLES };
}

export function named(name: string): Person {
  const person = PEOPLE.find(({ givenName }) => givenName === name);
  if (person === undefined) throw new Error(name);
  return person;
}
