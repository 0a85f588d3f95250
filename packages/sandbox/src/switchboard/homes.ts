// The hosts of Databricks that the switchboard adds: the loopback address over TLS, and each of the vendor's names.
import { createHome, type Home } from '../databricks/homes.ts';
import type { World } from '../world.ts';
import type { Switchboard } from './switchboard.ts';

export function homesOf(world: World, { names, origins }: Pick<Switchboard, 'names' | 'origins'>): Home[] {
  return [
    createHome(world, { origin: origins.databricks, keysOrigin: origins.keys }),
    ...names.databricks.map(({ cloud, form, keysName, name }) =>
      createHome(world, { origin: `https://${name}`, keysOrigin: `https://${keysName}`, cloud, form }),
    ),
  ];
}
