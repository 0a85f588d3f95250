// The two levels at which people sign in, workspace and account, and what differs between them.

/** An authorization server as its metadata names it. */
export interface Issuer {
  readonly level: 'workspace' | 'account';
  /** The `iss` of tokens and of the callback. */
  readonly issuer: string;
  /** The `aud` of access tokens: the workspace id, or the account id. */
  readonly audience: string;
  /** Path under which all its endpoints lie. */
  readonly path: string;
}

/** Both issuers at one origin; the vendor serves the account from a host of its own. */
export function createIssuers(options: {
  readonly origin: string;
  readonly workspaceId: string;
  readonly accountId: string;
}): readonly [workspace: Issuer, account: Issuer] {
  const { origin, workspaceId, accountId } = options;
  const accountPath = `/oidc/accounts/${accountId}`;
  return [
    { level: 'workspace', issuer: `${origin}/oidc`, audience: workspaceId, path: '/oidc' },
    { level: 'account', issuer: `${origin}${accountPath}`, audience: accountId, path: accountPath },
  ];
}
