// What the page with the workbook shows.
import type { EmbedFacts } from '../../flows/embed-facts.ts';

/** Times are epoch milliseconds by the gateway's clock. */
export interface DashboardData {
  /** Every embed that the viewer may open, in order; after them the other workspaces, where there are several. */
  readonly embeds: readonly { readonly title: string; readonly current: boolean; readonly path: string }[];
  /** Whether this sign-in took the place of another person's in this browser. */
  readonly replacesAnother: boolean;
  readonly viewer: { readonly displayName: string; readonly userName: string; readonly groups: readonly string[] };
  readonly embed: {
    readonly alias: string;
    readonly title: string;
  };
  readonly facts: EmbedFacts;
  /** For the sign-out form. */
  readonly formToken: string;
}
