// Knows what a viewer may be told about an embed: how Sigma will know them, and until when.
import type { Embed } from '../config/policy-config.ts';
import { sessionEndsAt } from '../session/session.ts';
import { claimUserOf } from '../sigma/policy/person.ts';
import type { SessionRow } from '../store/store.ts';
import { personAtSigma } from './person-at-sigma.ts';
import type { Rooms, Visit } from './rooms.ts';

export interface EmbedFacts {
  readonly kind: 'embed' | 'internal';
  /** Absent for an internal user: Sigma uses what it has stored. */
  readonly accountType: string | undefined;
  readonly teams: readonly string[];
  readonly connectionIds: readonly string[];
  /** When the session ends if nothing more happens; epoch milliseconds. */
  readonly sessionEndsAt: number;
}

/** @throws GatewayError `sigma_unavailable`. */
export async function embedFacts(
  rooms: Rooms,
  visit: Visit,
  { embed, session }: { readonly session: SessionRow; readonly embed: Embed },
): Promise<EmbedFacts> {
  const user = claimUserOf(await personAtSigma(rooms, visit, session.viewer));
  return {
    kind: user.kind,
    accountType: user.kind === 'embed' ? user.accountType : undefined,
    teams: user.kind === 'embed' ? user.teams : [],
    connectionIds: embed.connectionIds,
    sessionEndsAt: sessionEndsAt(session, rooms.config.session),
  };
}
