// Tells the gateway's own addresses from those of an application that it is mounted in.
import { getPath } from 'hono/utils/url';

/**
 * Whether the target of a request, as it stands in its first line, is an address of the gateway: everything below its base path;
 * at the root of its origin only the paths of its own table. Reads the path as the router does (WB-09).
 */
export function createOwns(basePath: string, paths: readonly string[]): (target: string) => boolean {
  const pattern = basePath === '' ? paths.map(patternOf).join('|') : `${escaped(basePath)}(?:/.*)?`;
  const own = new RegExp(`^(?:${pattern})$`, 's');
  return (target) => {
    const url = `http://localhost${target}`;
    return target.startsWith('/') && URL.canParse(url) && own.test(getPath({ url: new URL(url).href } as Request));
  };
}

/** A path of the table: letters, digits and `/ . - _ ~`, and parameters such as `:embed`. */
function patternOf(path: string): string {
  return escaped(path).replace(/:\w+/g, '[^/]+');
}

function escaped(path: string): string {
  return path.replaceAll('.', '\\.');
}
