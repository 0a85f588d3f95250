// Claims of an embed URL as a viewer may read them: in place of every encrypted token stands how long it is.

/** The minter leaves tokens out already; what is not its note is replaced here all the same. */
const NOTE = /^\(encrypted token, \d+ characters, not shown\)$/;

/** Pretty-printed JSON: connection ids stay, token values go. The dashboard's script renders the same. */
export function claimsShown(claims: object): string {
  const shown = Object.entries(claims).map(([name, value]) => {
    if (name === 'oauth_token') return [name, noteFor(value)];
    if (name !== 'connection_oauth_tokens' || typeof value !== 'object' || value === null) return [name, value];
    return [name, Object.fromEntries(Object.entries(value).map(([id, token]) => [id, noteFor(token)]))];
  });
  return JSON.stringify(Object.fromEntries(shown), null, 2);
}

function noteFor(token: unknown): string {
  const text = String(token);
  return NOTE.test(text) ? text : `(encrypted token, ${text.length} characters, not shown)`;
}
