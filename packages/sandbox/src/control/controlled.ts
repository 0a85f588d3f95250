// What the control routes and their page work on.
import type { DatabricksHandle } from '../handles/databricks.ts';
import type { SigmaHandle } from '../handles/sigma.ts';
import type { Snapshot, World } from '../world.ts';

export interface Controlled {
  readonly world: World;
  readonly databricks: DatabricksHandle;
  readonly sigma: SigmaHandle;
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): void;
  reset(): void;
}
