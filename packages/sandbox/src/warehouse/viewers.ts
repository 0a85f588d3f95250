// The databases of all viewers: opened at the first statement, opened anew when the catalog or the person has changed.
import type { Person } from '../world.ts';
import type { Catalog } from './catalog/catalog.ts';
import type { Owner } from './owner.ts';
import type { Viewer } from './viewer.ts';

export interface Viewers {
  /** Hands the person's database to `use` and keeps it open meanwhile. */
  with<Result>(person: Person, use: (viewer: Viewer) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

interface Kept {
  readonly madeFor: string;
  readonly viewer: Promise<Viewer>;
  users: number;
  isOld: boolean;
}

export function createViewers(owned: () => Promise<Owner>, catalog: Catalog): Viewers {
  const kept = new Map<string, Kept>();

  const retire = (one: Kept): void => {
    one.isOld = true;
    if (one.users === 0)
      void one.viewer.then(
        (viewer) => viewer.close(),
        () => undefined,
      );
  };

  const current = (person: Person): Kept => {
    const madeFor = JSON.stringify([catalog.version(), person.email, person.groups.map(({ name }) => name)]);
    const known = kept.get(person.id);
    if (known?.madeFor === madeFor) return known;
    if (known !== undefined) retire(known);
    const opened = Promise.all([owned(), import('./viewer.ts')]).then(([owner, { openViewer }]) =>
      openViewer(owner, catalog, person),
    );
    const fresh = { madeFor, viewer: opened, users: 0, isOld: false };
    kept.set(person.id, fresh);
    // What could not be opened is tried again at the next statement.
    opened.catch(() => kept.get(person.id) === fresh && kept.delete(person.id));
    return fresh;
  };

  return {
    async with(person, use) {
      const one = current(person);
      one.users += 1;
      try {
        return await use(await one.viewer);
      } finally {
        one.users -= 1;
        if (one.isOld) retire(one);
      }
    },
    async close() {
      for (const viewer of await Promise.allSettled([...kept.values()].map((one) => one.viewer))) {
        if (viewer.status === 'fulfilled') viewer.value.close();
      }
    },
  };
}
