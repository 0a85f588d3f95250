// The shape of a checked policy: which embeds there are, who may open them, and who people are at Sigma.

/** Values by name, in the order of the file. */
export type Named<T> = readonly (readonly [name: string, value: T])[];

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
  /** What every URL carries in its query, by the names that Sigma knows: `:theme`, `:hide_menu`, ids of controls. */
  readonly fixed: Named<string>;
  /** Ids of controls that a page may set, with the values that it may choose from; `undefined`: any. */
  readonly settable: Named<readonly string[] | undefined>;
  /** Themes that a page may choose. */
  readonly themes: readonly string[];
}

/** Where the value of a user attribute comes from. */
export type AttributeRule =
  | { readonly from: 'constant'; readonly value: string }
  /** The user name at Databricks in lower case, or what follows its `@`; empty when it is not one plain address. */
  | { readonly from: 'userName' | 'domain' }
  /** Those of these groups that the viewer is in, joined by commas. */
  | { readonly from: 'groups'; readonly groups: readonly string[] };

/** What being in a Databricks group means at Sigma. */
export interface GroupRow {
  readonly group: string;
  readonly teams: readonly string[];
  readonly accountType: string | undefined;
  readonly attributes: Named<string>;
}

/** How a user name at Databricks becomes an address at Sigma. Names of maps are in lower case. */
export interface SubjectConfig {
  readonly lowerCase: boolean;
  readonly domains: Named<string>;
  readonly addresses: Named<string>;
  /** Subject of every URL when the viewer's own identity is unusable; only with `allowInsecureSharedSubject`. */
  readonly shared: string | undefined;
}

/** Who viewers are at Sigma. */
export interface PeopleConfig {
  readonly accountType: string;
  readonly teams: readonly string[];
  readonly attributes: Named<AttributeRule>;
  /** In order: the first that says something about account type or attribute wins; teams add up. */
  readonly groups: readonly GroupRow[];
  readonly subject: SubjectConfig;
  /** E-mail addresses at Sigma, or `@domain`, of people with a Sigma login of their own. */
  readonly internalUsers: readonly string[];
}

/** Where the tokens of a workspace come from. */
export interface WorkspaceSource {
  readonly alias: string;
  readonly workspaceOrigin: string;
  /** Client id of the app connection. */
  readonly clientId: string;
}

/** What a running gateway can take anew. */
export interface PolicyConfig {
  /** The workspaces that it was written for. A gateway that runs with others under these aliases does not take it. */
  readonly workspaces: readonly WorkspaceSource[];
  /** Embeds in order; the first that a viewer may open is their default. */
  readonly embeds: readonly [Embed, ...Embed[]];
  readonly people: PeopleConfig;
}
