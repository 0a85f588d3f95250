// What one process remembers between refreshes. `gateway.ts` makes one; nothing here does anything.
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Rotation } from '../../databricks/rotation.ts';
import type { Spill } from '../../store/spill.ts';
import { createEndedGrants, type EndedGrants } from './ended-grants.ts';
import { createGate, type Gate } from './gate.ts';
import { createOpenEmbeds, type OpenEmbeds } from './open-embeds.ts';
import { createUnderway, type Underway } from './underway.ts';

/** Something that the operator should see in the log. */
export type Notice =
  | { readonly event: 'rotation_learned'; readonly detail: string }
  /** New tokens could not be written and stand in the spill folder; `spill_failed`: in memory only. */
  | { readonly event: 'tokens_spilled' | 'spill_failed'; readonly error: unknown }
  | { readonly event: 'spill_recovered' | 'spill_unreadable'; readonly count: number };

export interface RefreshDesk {
  readonly gate: Gate;
  readonly underway: Underway;
  readonly ended: EndedGrants;
  readonly embeds: OpenEmbeds;
  readonly spill: Spill;
  readonly notice: (notice: Notice) => void;
  /** An answer has shown how Databricks treats refresh tokens. The operator is told when it is news. */
  readonly learned: (rotation: Rotation) => void;
  /** True from the moment when the gateway closes: what is retried is tried once more and then left to the spill folder. */
  readonly isClosing: () => boolean;
}

export function createRefreshDesk(means: {
  readonly clock: Clock;
  readonly random: Random;
  readonly spill: Spill;
  readonly notice: (notice: Notice) => void;
  readonly isClosing: () => boolean;
}): RefreshDesk {
  const { clock, isClosing, notice, random, spill } = means;
  let known: Rotation = 'unlearned';
  return {
    gate: createGate({ clock, random }),
    underway: createUnderway(),
    ended: createEndedGrants(),
    embeds: createOpenEmbeds(),
    spill,
    notice,
    learned(rotation) {
      if (rotation !== known) notice({ event: 'rotation_learned', detail: rotation });
      known = rotation;
    },
    isClosing,
  };
}
