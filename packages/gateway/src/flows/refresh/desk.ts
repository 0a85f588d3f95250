// What one process remembers between refreshes. `gateway.ts` makes one; nothing here does anything.
import type { Spill } from '../../store/spill.ts';
import { createEndedGrants, type EndedGrants } from './ended-grants.ts';
import { createOpenEmbeds, type OpenEmbeds } from './open-embeds.ts';
import { createOwed, type Owed } from './owed.ts';
import { createRefusedGrants, type RefusedGrants } from './refused-grants.ts';
import { createUnderway, type Underway } from './underway.ts';

/** Something that the operator should see in the log. */
export type Notice =
  /** New tokens could not be written and stand in the spill folder; `spill_failed`: in memory only. */
  | { readonly event: 'tokens_spilled' | 'spill_failed'; readonly error: unknown }
  | { readonly event: 'spill_recovered' | 'spill_unreadable' | 'spill_of_others'; readonly count: number };

export interface RefreshDesk {
  readonly underway: Underway;
  readonly ended: EndedGrants;
  readonly refused: RefusedGrants;
  readonly embeds: OpenEmbeds;
  readonly owed: Owed;
  readonly spill: Spill;
  /** `identity` of the store that this process works on: known before the store can be away. */
  readonly storeId: string;
  readonly notice: (notice: Notice) => void;
  /** True from the moment when the gateway closes: what is retried is tried once more and then left to the spill folder. */
  readonly isClosing: () => boolean;
}

export function createRefreshDesk(means: {
  readonly spill: Spill;
  readonly storeId: string;
  readonly notice: (notice: Notice) => void;
  readonly isClosing: () => boolean;
}): RefreshDesk {
  const { isClosing, notice, spill, storeId } = means;
  return {
    underway: createUnderway(),
    ended: createEndedGrants(),
    refused: createRefusedGrants(),
    embeds: createOpenEmbeds(),
    owed: createOwed(),
    spill,
    storeId,
    notice,
    isClosing,
  };
}
