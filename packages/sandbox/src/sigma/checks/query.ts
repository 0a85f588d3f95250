// Check 2: the query string carries `:embed=true` and one `:jwt`, and no parameter that Sigma does not have. Opens no JWT.
import type { World } from '../../world.ts';
import { INVALID, refuse } from '../refusal.ts';

/** URL parameters of JWT embeds (Sigma help, "Embed URL parameters"), and three that its samples use. */
const KNOWN: ReadonlySet<string> = new Set([
  ':embed',
  ':jwt',
  ':theme',
  ':menu_position',
  ':hide_menu',
  ':hide_folder_navigation',
  ':hide_bookmarks',
  ':hide_tooltip',
  ':lng',
  ':lng_variant',
  ':responsive_height',
  ':disable_mobile_view',
  ':bookmark',
  ':explore',
  ':nodeId',
]);

/** The JWT, still unread. */
export function readJwt({ sigma }: World, url: URL): string {
  const { searchParams: query } = url;
  if (url.href.length > sigma.longestUrl) refuse('url_too_long', 'EINVAL', INVALID);
  if (sigma.encodedNames === 'refuse' && /[?&]%3a/i.test(url.search)) refuse('encoded_name', 'EINVAL', INVALID);
  if (query.getAll(':embed').length !== 1 || query.get(':embed') !== 'true') {
    refuse('embed_parameter', 'EINVAL', INVALID);
  }
  const [jwt = '', ...more] = query.getAll(':jwt');
  if (jwt === '' || more.length > 0) refuse('jwt_parameter', 'EINVAL', INVALID);
  const unknown = [...query.keys()].find((name) => name.startsWith(':') && !KNOWN.has(name));
  if (unknown !== undefined && sigma.unknownParameter === 'refuse') {
    refuse('unknown_parameter', 'EINVAL', `Unknown URL parameter ${unknown.slice(0, 60)}.`);
  }
  return jwt;
}
