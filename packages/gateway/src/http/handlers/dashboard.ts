// GET /dashboard and /dashboard/:embed: the page with the workbook.
import type { Embed } from '../../config/config.ts';
import { embedFacts } from '../../flows/embed-facts.ts';
import { formToken } from '../../flows/form-token.ts';
import { liveSession } from '../../flows/live-session.ts';
import { embedOf } from '../../flows/open-embed.ts';
import type { Rooms } from '../../flows/rooms.ts';
import { inWorkspace, workspaceOfEmbed } from '../../flows/workspaces.ts';
import type { SessionRow } from '../../store/store.ts';
import type { Call } from '../call.ts';
import { dashboardPage } from '../pages/dashboard.ts';
import type { DashboardData } from '../pages/dashboard-data.ts';
import type { Reply } from '../reply.ts';

/** The page makes no URL: its script asks for one, so that nothing is spent on a page that nobody looks at. */
export function dashboard(reply: Reply) {
  return async (call: Call): Promise<Response> => {
    const { rooms, visit } = call;
    const workspace = workspaceOfEmbed(rooms, call.alias);
    const session = await inWorkspace(workspace, () => liveSession(rooms, visit, workspace));
    const data = dataOf(rooms, session, embedOf(rooms, call.alias));
    return reply.page((nonce) => dashboardPage({ nonce }, data), { hasForm: true });
  };
}

function dataOf(rooms: Rooms, session: SessionRow, embed: Embed): DashboardData {
  const { displayName, groups, userName } = session.viewer;
  const title = titleOf(embed.url);
  return {
    embeds: rooms.config.embeds.map(({ alias }, index) => ({
      alias,
      current: alias === embed.alias,
      href: index === 0 ? '/dashboard' : `/dashboard/${encodeURIComponent(alias)}`,
    })),
    viewer: { displayName, userName, groups: groups.map(({ name }) => name) },
    embed: { alias: embed.alias, title },
    facts: embedFacts(rooms, session, embed),
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
