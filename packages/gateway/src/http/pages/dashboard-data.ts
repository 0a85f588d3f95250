// What the page with the workbook shows.
import type { EmbedFacts } from '../../flows/embed-facts.ts';

/** Times are epoch milliseconds by the gateway's clock. */
export interface DashboardData {
  /** Every embed that the viewer may open, in order. */
  readonly embeds: readonly { readonly title: string; readonly current: boolean; readonly path: string }[];
  readonly viewer: { readonly displayName: string; readonly userName: string; readonly groups: readonly string[] };
  readonly embed: {
    readonly alias: string;
    readonly title: string;
  };
  readonly facts: EmbedFacts;
  /** For the sign-out form. */
  readonly formToken: string;
}
