// GET /dashboard and /dashboard/:embed: the page with the workbook.
import type { Embed } from '../../config/config.ts';
import { embedFacts } from '../../flows/embed-facts.ts';
import { formToken } from '../../flows/form-token.ts';
import { liveSession } from '../../flows/live-session.ts';
import { embedOf, openEmbed, type OpenedEmbed } from '../../flows/open-embed.ts';
import type { Rooms } from '../../flows/rooms.ts';
import type { SessionRow } from '../../store/store.ts';
import type { Call } from '../call.ts';
import { dashboardPage, type DashboardData } from '../pages/dashboard.ts';
import type { Reply } from '../reply.ts';

/**
 * The first URL is rendered into the page when the request is the viewer's own. A navigation that another site began
 * (the way back from Databricks is one) gets the page without a URL, and the page's script fetches it.
 */
export function dashboard(reply: Reply) {
  return async (call: Call): Promise<Response> => {
    const { request, rooms, visit } = call;
    const session = await liveSession(rooms, visit);
    const embed = embedOf(rooms, call.alias);
    const opened = isOwnWish(request) ? await openEmbed(rooms, visit, embed.alias) : undefined;
    return reply.page((nonce) => dashboardPage({ nonce }, dataOf(rooms, { session, embed, opened })), {
      hasForm: true,
    });
  };
}

function isOwnWish(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site');
  return site === null || site === 'none' || site === 'same-origin';
}

function dataOf(
  rooms: Rooms,
  shown: { readonly session: SessionRow; readonly embed: Embed; readonly opened: OpenedEmbed | undefined },
): DashboardData {
  const { config } = rooms;
  const { embed, opened, session } = shown;
  const { displayName, groups, userName } = session.viewer;
  const title = titleOf(embed.url);
  return {
    embeds: config.embeds.map(({ alias }, index) => ({
      alias,
      current: alias === embed.alias,
      href: index === 0 ? '/dashboard' : `/dashboard/${encodeURIComponent(alias)}`,
    })),
    viewer: { displayName, userName, groups: groups.map(({ name }) => name) },
    embed: { alias: embed.alias, origin: new URL(embed.url).origin, title, url: opened?.minted.url },
    facts: embedFacts(rooms, session, embed),
    claims: opened?.minted.claims,
    times: opened && {
      serverTime: opened.serverTime,
      expiresAt: opened.minted.expiresAt,
      renewAt: opened.minted.renewAt,
    },
    formToken: formToken(rooms, session.hash),
    workbookTitle: title,
  };
}

/** `…/workbook/Taxi-by-area-3fJk2…` reads as `Taxi by area`. */
function titleOf(url: string): string {
  const slug = /\/workbook\/([^/]+)/.exec(new URL(url).pathname)?.[1] ?? '';
  const name = decodeURIComponent(slug)
    .replace(/-[^-]*$/, '')
    .replaceAll('-', ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return name === '' ? 'Workbook' : name;
}
