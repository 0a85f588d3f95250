// What a test does to the sandbox's Sigma behind its back, and what it can ask. Answers no request.
import { memberByEmail, teamsOf } from '../sigma/members.ts';
import { endOf, type SigmaState } from '../sigma/state.ts';
import { SIGMA_SWITCHES } from '../sigma/switches.ts';
import { readSwitches } from '../switches.ts';
import type { SigmaCredential, SigmaSwitches } from '../world.ts';
import { openEmbed, type ReadEmbed } from './open-embed.ts';

/** A workbook that somebody opened. Times are epoch milliseconds by the world's clock. */
export interface OpenedEmbed {
  /** E-mail address: the `sub` of the embed URL. */
  readonly person: string;
  readonly workbook: string;
  readonly tag: string | undefined;
  /** Absent for a whole workbook. */
  readonly node: { readonly type: 'page' | 'element'; readonly id: string } | undefined;
  readonly openedAt: number;
  /** End of the embed session: `exp`. */
  readonly expiresAt: number;
  readonly ended: boolean;
  /** The Databricks access tokens that it carried, by connection. Do not print them. */
  readonly tokens: Readonly<Record<string, string>>;
}

/** A load that Sigma refused. */
export interface RefusedEmbed {
  readonly at: number;
  readonly person: string | undefined;
  /** Such as `EINVAL`. */
  readonly code: string;
  /** The sentence in the frame. */
  readonly text: string;
  /** The check that refused, such as `replay`. */
  readonly check: string;
}

/** A user of the organization as it is now. */
export interface SigmaUser {
  readonly email: string;
  readonly kind: 'internal' | 'guest' | 'embed';
  readonly accountType: string;
  readonly teams: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SigmaHandle {
  /** Such as `http://127.0.0.1:3002`; the REST API is there too, under `/v2`. */
  readonly origin: string;
  /** A credential for the REST API. */
  readonly apiCredential: SigmaCredential;
  readonly switches: SigmaSwitches;
  /** @throws TypeError for a switch or a position that does not exist. */
  setSwitches(patch: Partial<SigmaSwitches>): void;
  /**
   * Opens an embed URL as a frame would, over HTTP, and reads what it shows: for tests without a browser. It loads once.
   * @throws EmbedRefusal
   */
  open(url: string): Promise<ReadEmbed>;
  /** What was opened, oldest first; by one person, or by everybody. Forgotten an hour after its end. */
  embeds(person?: string): readonly OpenedEmbed[];
  lastEmbed(person?: string): OpenedEmbed | undefined;
  /** What was refused, oldest first. A refusal before the subject was read belongs to nobody. */
  refusals(person?: string): readonly RefusedEmbed[];
  lastRefusal(person?: string): RefusedEmbed | undefined;
  /** Undefined before the first load of an embed user. */
  user(email: string): SigmaUser | undefined;
  /** Ends the frames of this person as `exp` would. Returns how many ended. */
  endEmbeds(person: string): number;
}

export function createSigmaHandle(state: SigmaState, origin: string): SigmaHandle {
  const { world } = state;
  const embeds = (person?: string): readonly OpenedEmbed[] =>
    [...state.frames.values()]
      .filter(({ subject }) => person === undefined || subject === person)
      .map((frame) => ({
        person: frame.subject,
        workbook: state.workbooks.get(frame.workbookId)?.name ?? '',
        tag: frame.tag,
        node: frame.node,
        openedAt: frame.openedAt,
        expiresAt: frame.exp * 1000,
        ended: frame.replaced || endOf(world, frame.exp) <= world.clock.now(),
        tokens: frame.tokens,
      }));
  const refusals = (person?: string): readonly RefusedEmbed[] =>
    world.events.list({ kind: 'embed.refused', person }).map(({ at, detail = {}, person: subject }) => ({
      at,
      person: subject,
      code: String(detail['code']),
      text: String(detail['text']),
      check: String(detail['check']),
    }));
  return {
    origin,
    apiCredential: world.apiCredential,
    switches: world.sigma,
    setSwitches: (patch) => void Object.assign(world.sigma, readSwitches(SIGMA_SWITCHES, patch)),
    open: async (url) => await openEmbed(url, { fetch, origin }),
    embeds,
    lastEmbed: (person) => embeds(person).at(-1),
    refusals,
    lastRefusal: (person) => refusals(person).at(-1),
    user(email) {
      const member = memberByEmail(state, email);
      if (member === undefined) return undefined;
      const { accountType, attributes, memberId, userKind: kind } = member;
      return { email, kind, accountType, attributes, teams: teamsOf(state, memberId).map(({ name }) => name) };
    },
    endEmbeds(person) {
      const open = [...state.frames.values()].filter(
        ({ exp, replaced, subject }) => subject === person && !replaced && endOf(world, exp) > world.clock.now(),
      );
      for (const frame of open) frame.replaced = true;
      return open.length;
    },
  };
}
