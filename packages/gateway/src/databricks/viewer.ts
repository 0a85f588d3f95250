// Who the viewer is, as Databricks says it.
import type { TokenSet } from './token-set.ts';

/** A person who signed in at Databricks. The key is `issuer` + `id`; the e-mail is a label. */
export interface Viewer {
  readonly issuer: string;
  /** SCIM id. */
  readonly id: string;
  /** SCIM userName; for people an e-mail address. */
  readonly userName: string;
  readonly displayName: string;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
}

/** Whether all subjects of a token set are this person. Databricks names the user there; the case of an address does not count. */
export function areOf(subjects: TokenSet['subjects'], viewer: Pick<Viewer, 'id' | 'userName'>): boolean {
  return subjects.every((subject) => subject === viewer.id || subject.toLowerCase() === viewer.userName.toLowerCase());
}
