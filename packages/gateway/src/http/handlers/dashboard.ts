// GET /dashboard and /dashboard/:embed: the page with the workbook.
import type { Embed } from '../../config/policy-config.ts';
import { embedFacts } from '../../flows/embed-facts.ts';
import { formToken } from '../../flows/form-token.ts';
import { liveSession } from '../../flows/live-session.ts';
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
    const workspace = workspaceOfEmbed(rooms, visit, call.alias);
    const session = await inWorkspace(workspace, () => liveSession(rooms, visit, workspace));
    const embed = visit.policy.embedFor(session.viewer, workspace.config.alias, call.alias);
    const data = dataOf(call, session, embed);
    return reply.page((context) => dashboardPage(context, data), { hasForm: true, frames: visit.policy.frameOrigins });
  };
}

function dataOf({ rooms, visit }: Call, session: SessionRow, embed: Embed): DashboardData {
  const { displayName, groups, userName } = session.viewer;
  return {
    embeds: visit.policy.embedsOf(session.viewer, embed.workspace).map(({ alias, title }, index) => ({
      title,
      current: alias === embed.alias,
      path: index === 0 ? '/dashboard' : `/dashboard/${encodeURIComponent(alias)}`,
    })),
    viewer: { displayName, userName, groups: groups.map(({ name }) => name) },
    embed: { alias: embed.alias, title: embed.title },
    facts: embedFacts(rooms, visit, { session, embed }),
    formToken: formToken(rooms, session.hash),
  };
}
