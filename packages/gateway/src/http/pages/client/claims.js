// The claims of an embed URL as a viewer may read them: everything but the encrypted token.

/**
 * Reads the claims out of the URL's JWT. Connection ids stay, token values go.
 * @param {string} embedUrl
 * @returns {string | undefined} Pretty-printed JSON; `undefined` when the URL carries no claims.
 */
export function claimsOf(embedUrl) {
  const payload = new URL(embedUrl).searchParams.get(':jwt')?.split('.')[1];
  if (!payload) return undefined;
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  const claims = JSON.parse(new TextDecoder().decode(bytes));
  const tokens = claims.connection_oauth_tokens;
  if (tokens) for (const id of Object.keys(tokens)) tokens[id] = noteFor(tokens[id]);
  if (claims.oauth_token) claims.oauth_token = noteFor(claims.oauth_token);
  return JSON.stringify(claims, null, 2);
}

function noteFor(/** @type {unknown} */ token) {
  return `(encrypted token, ${String(token).length} characters, not shown)`;
}
