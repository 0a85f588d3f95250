// Takes the base path off a path, in the one place that routing and return paths have it from (WB-09).

/**
 * A path below `basePath`. Servers that mount a handler, and some proxies, take the base path off themselves: what does not
 * begin with it is taken as it is.
 */
export function pathBelow(basePath: string, path: string): string {
  if (basePath === '' || !path.startsWith(basePath)) return path;
  const rest = path.slice(basePath.length);
  if (rest === '') return '/';
  return rest.startsWith('/') ? rest : path;
}
