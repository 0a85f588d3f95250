// Knows who may open what, and how a viewer becomes a Sigma user: by the operator's configuration and Databricks'
// identity, never by a request. Compiled once; every question is a look-up.
import { GatewayError } from '../../base/errors.ts';
import type { Embed, PolicyConfig } from '../../config/policy-config.ts';
import type { Viewer } from '../../databricks/viewer.ts';
import type { EmbedParameters } from '../embed-address.ts';
import type { Decided } from './decided.ts';
import { parametersRule, type PageWish } from './parameters.ts';
import { personRule, type PersonOf } from './person.ts';
import { whoMayOpen } from './who-may-open.ts';

export interface Policy {
  /** Origins that pages may frame. */
  readonly frameOrigins: readonly string[];
  /** Aliases of the workspaces that have an embed. */
  readonly workspaces: ReadonlySet<string>;
  /** The first of the catalogue. */
  readonly first: Embed;
  /** The embeds that a viewer of a workspace may open, in the order of the catalogue. */
  embedsOf(viewer: Viewer, workspace: string): readonly Embed[];
  /** The embed of an alias, whoever may open it. */
  named(alias: string | undefined): Embed | undefined;
  /**
   * The embed of an alias that a viewer of a workspace opens; without one the first that is open to them.
   * @throws GatewayError `embed_unknown`, `embed_forbidden`.
   */
  embedFor(viewer: Viewer, workspace: string, alias: string | undefined): Embed;
  /** Whether a viewer of the embed's workspace may open it. */
  mayOpen(embed: Embed, viewer: Viewer): Decided<boolean>;
  /**
   * The query of an embed's URL; `undefined`: none.
   * @throws GatewayError `parameter_not_allowed`.
   */
  parametersFor(embed: Embed, wish: PageWish | undefined): EmbedParameters | undefined;
  /**
   * Who a viewer is at Sigma.
   * @throws GatewayError `identity_unusable` when the user name is not one strict address and no shared subject is allowed.
   */
  readonly personOf: PersonOf;
}

export function compilePolicy({ embeds, people }: PolicyConfig): Policy {
  const rows = embeds.map((embed) => ({ embed, mayOpen: whoMayOpen(embed.open), parametersOf: parametersRule(embed) }));
  const byAlias = new Map(rows.map((row) => [row.embed.alias, row]));
  const isOpen = ({ embed, mayOpen }: (typeof rows)[number], viewer: Viewer, workspace: string): boolean =>
    embed.workspace === workspace && mayOpen(viewer).value;
  return {
    frameOrigins: [...new Set(embeds.map(({ url }) => new URL(url).origin))],
    workspaces: new Set(embeds.map(({ workspace }) => workspace)),
    first: embeds[0],
    embedsOf: (viewer, workspace) => rows.filter((row) => isOpen(row, viewer, workspace)).map(({ embed }) => embed),
    named: (alias) => byAlias.get(alias ?? '')?.embed,
    embedFor(viewer, workspace, alias) {
      if (alias === undefined)
        return rows.find((one) => isOpen(one, viewer, workspace))?.embed ?? refuse('embed_forbidden');
      const row = byAlias.get(alias);
      // A viewer is a person of one workspace: groups of the same name elsewhere are other groups.
      if (row?.embed.workspace !== workspace) return refuse('embed_unknown');
      return row.mayOpen(viewer).value ? row.embed : refuse('embed_forbidden');
    },
    mayOpen: (embed, viewer) => whoMayOpen(embed.open)(viewer),
    parametersFor: (embed, wish = {}) => byAlias.get(embed.alias)?.parametersOf(wish),
    personOf: personRule(people),
  };
}

function refuse(code: 'embed_unknown' | 'embed_forbidden'): never {
  throw new GatewayError(code);
}
