// Who the viewer is, as Databricks says it.

/** A person who signed in at Databricks. The key is `issuer` + `id`; the e-mail is a label. */
export interface Viewer {
  readonly issuer: string;
  /** SCIM id. */
  readonly id: string;
  /** SCIM userName: one strict e-mail address. */
  readonly userName: string;
  readonly displayName: string;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
}
