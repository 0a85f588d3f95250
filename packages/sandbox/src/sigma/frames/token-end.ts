// When the first of a frame's access tokens ends, as far as it can be read. Checks no signature: Databricks does.

/** Epoch milliseconds; undefined when no token says. */
export function tokenEnd(tokens: Readonly<Record<string, string>>): number | undefined {
  const ends = Object.values(tokens).flatMap((token) => {
    try {
      const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
        exp?: unknown;
      };
      return typeof exp === 'number' ? [exp * 1000] : [];
    } catch {
      return [];
    }
  });
  return ends.length === 0 ? undefined : Math.min(...ends);
}
