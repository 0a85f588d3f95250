// The shape of a checked policy: which embeds there are, who may open them, and who people are at Sigma.

/** Whoever fits any of these may open an embed. Domains and addresses are in lower case. */
export interface OpenRule {
  readonly everyone: boolean;
  /** Names of Databricks groups. */
  readonly groups: readonly string[];
  /** Domains of user names, without `@`; a domain does not stand for those under it. */
  readonly domains: readonly string[];
  readonly addresses: readonly string[];
}

/** One workbook, page or element that browsers may open by its alias. */
export interface Embed {
  readonly alias: string;
  /** Alias of the Databricks workspace whose viewers it is for. */
  readonly workspace: string;
  /** What people read: in the navigation, as heading, as name of the frame. */
  readonly title: string;
  /** URL of the published workbook, without query. */
  readonly url: string;
  /** Sigma connection ids whose token is the viewer's. */
  readonly connectionIds: readonly [string, ...string[]];
  readonly open: OpenRule;
}

/** Who viewers are at Sigma. */
export interface PeopleConfig {
  readonly accountType: string;
  readonly teams: readonly string[];
  /** E-mail addresses, or `@domain`, of people with a Sigma login of their own. */
  readonly internalUsers: readonly string[];
  /** Subject of every URL when the viewer's own identity is unusable; only with `allowInsecureSharedSubject`. */
  readonly sharedSubject: string | undefined;
}

/** What a running gateway can take anew. */
export interface PolicyConfig {
  /** Embeds in order; the first that a viewer may open is their default. */
  readonly embeds: readonly [Embed, ...Embed[]];
  readonly people: PeopleConfig;
}
