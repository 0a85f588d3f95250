// GET /dashboard and /dashboard/:embed: the page with the workbook.
import type { Embed } from '../../config/policy-config.ts';
import { embedFacts } from '../../flows/embed-facts.ts';
import { dropNotice, hasNotice } from '../../flows/account-notice.ts';
import { formToken } from '../../flows/form-token.ts';
import { provenSession } from '../../flows/proven-session.ts';
import { inWorkspace } from '../../flows/workspaces.ts';
import type { SessionRow } from '../../store/store.ts';
import type { Call } from '../call.ts';
import { dashboardPage } from '../pages/dashboard.ts';
import type { DashboardData } from '../pages/dashboard-data.ts';
import type { Reply } from '../reply.ts';
import { dashboardPath, workspaceOfCall, workspaceQuery } from '../workspace-of.ts';

/** The page makes no URL: its script asks for one, so that nothing is spent on a page that nobody looks at. */
export function dashboard(reply: Reply) {
  return async (call: Call): Promise<Response> => {
    const { rooms, visit } = call;
    const workspace = workspaceOfCall(call);
    const session = await inWorkspace(workspace, () => provenSession(rooms, visit, workspace));
    const embed = visit.policy.embedFor(session.viewer, workspace.config.alias, call.alias);
    const isNews = hasNotice(rooms, visit, session.hash);
    const data = await dataOf(call, { session, embed, isNews });
    return reply.page((context) => dashboardPage(context, data), {
      hasForm: true,
      frames: visit.policy.frameOrigins,
      setCookies: isNews ? [dropNotice(rooms)] : [],
    });
  };
}

interface Shown {
  readonly session: SessionRow;
  readonly embed: Embed;
  /** Somebody else was signed in before. */
  readonly isNews: boolean;
}

async function dataOf(call: Call, { embed, isNews, session }: Shown): Promise<DashboardData> {
  const { rooms, visit } = call;
  const { displayName, groups, userName } = session.viewer;
  return {
    embeds: [...embedLinks(call, session, embed), ...otherWorkspaces(call, embed)],
    replacesAnother: isNews,
    viewer: { displayName, userName, groups: groups.map(({ name }) => name) },
    embed: { alias: embed.alias, title: embed.title },
    facts: await embedFacts(rooms, visit, { session, embed }),
    formToken: formToken(rooms, session.hash),
  };
}

/** The first embed of the workspace that goes without saying has the short address. */
function embedLinks(call: Call, { viewer }: SessionRow, { alias: current, workspace }: Embed): DashboardData['embeds'] {
  const isMain = Object.keys(workspaceQuery(call, workspace)).length === 0;
  return call.visit.policy.embedsOf(viewer, workspace).map(({ alias, title }, index) => ({
    title,
    current: alias === current,
    path: index === 0 && isMain ? '/dashboard' : `/dashboard/${encodeURIComponent(alias)}`,
  }));
}

function otherWorkspaces(call: Call, { workspace }: Embed): DashboardData['embeds'] {
  return call.rooms.workspaces
    .filter(({ config: { alias } }) => alias !== workspace && call.visit.policy.workspaces.has(alias))
    .map((other) => ({
      title: `Workspace ${other.config.label}`,
      current: false,
      path: dashboardPath(call, other),
    }));
}
