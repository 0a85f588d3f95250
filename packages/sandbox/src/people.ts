// Who can sign in at the sandbox, and what each of them will see. Knows no policy; `warehouse/policy.ts` does.
import type { Person } from './world.ts';

const manhattan = { id: '610000000000001', name: 'manhattan' };
const queens = { id: '610000000000002', name: 'queens' };
const admins = { id: '610000000000003', name: 'admins' };
const finance = { id: '610000000000004', name: 'finance' };

/** The sandbox's people, in the order in which they are shown. */
export const PEOPLE: readonly Person[] = [
  {
    id: '7535194597985701',
    email: 'ana@example.com',
    givenName: 'Ana',
    familyName: 'Lima',
    displayName: 'Ana Lima',
    groups: [manhattan],
    canSelect: true,
    sigmaUser: 'embed',
    sees: 'Trips that start in Manhattan; fares are masked',
  },
  {
    id: '7535194597985702',
    email: 'ben@example.com',
    givenName: 'Ben',
    familyName: 'Okafor',
    displayName: 'Ben Okafor',
    groups: [queens],
    canSelect: true,
    sigmaUser: 'embed',
    sees: 'Trips that start in Queens; fares are masked',
  },
  {
    id: '7535194597985703',
    email: 'mia@example.com',
    givenName: 'Mia',
    familyName: 'Novak',
    displayName: 'Mia Novak',
    groups: [admins, finance],
    canSelect: true,
    sigmaUser: 'embed',
    sees: 'All trips, with fares',
  },
  {
    id: '7535194597985704',
    email: 'eve@example.com',
    givenName: 'Eve',
    familyName: 'Hart',
    displayName: 'Eve Hart',
    groups: [],
    canSelect: false,
    sigmaUser: 'embed',
    sees: 'Nothing: Eve can sign in, but has no SELECT on the tables',
  },
  {
    id: '7535194597985705',
    email: 'sam@example.com',
    givenName: 'Sam',
    familyName: 'Reyes',
    displayName: 'Sam Reyes',
    groups: [admins],
    canSelect: true,
    sigmaUser: 'internal',
    sees: 'All trips; fares are masked. Sam also has a Sigma login of their own',
  },
];
