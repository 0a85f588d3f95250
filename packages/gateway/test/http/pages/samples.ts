// Sample data for every page, with texts that a page must not obey.
import { dashboardPage } from '../../../src/http/pages/dashboard.ts';
import type { DashboardData } from '../../../src/http/pages/dashboard-data.ts';
import { interstitialPage } from '../../../src/http/pages/interstitial.ts';
import type { PageContext } from '../../../src/http/pages/layout.ts';
import { logoutPage } from '../../../src/http/pages/logout.ts';
import { problemPage } from '../../../src/http/pages/problem.ts';
import { signInPage } from '../../../src/http/pages/sign-in.ts';
import { signedInPage } from '../../../src/http/pages/signed-in.ts';
import { signInReason } from '../../../src/http/pages/sign-in-reasons.ts';
import { signedOutPage } from '../../../src/http/pages/signed-out.ts';

export const NONCE = 'n0nce-of-this-answer';
/** What a page at the root of its origin gets. */
export const CONTEXT: PageContext = { nonce: NONCE, href: (path) => path };
export const SIGMA = 'https://sigma.test';
export const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(2)>' style='x' {{7*7}} &lt;`;
export const TOKEN = 'c2FsdA==.aXY=.dGFn.Y2lwaGVydGV4dA==';
export const CONNECTION = 'b1946ac9-2f1d-4a9e-9c11-5f6e0c8d7a21';

/** 2026-11-24 12:00:00 UTC. */
export const NOW = 1_795_521_600_000;
const MINUTE = 60_000;

export const CLAIMS = {
  sub: 'ana@example.com',
  ver: '1.1',
  teams: ['Verkäufer <b>'],
  connection_oauth_tokens: { [CONNECTION]: TOKEN },
};

/** An embed URL whose JWT carries `CLAIMS`; `id` makes it another URL. */
export function embedUrl(id: string): string {
  const payload = Buffer.from(JSON.stringify({ ...CLAIMS, jti: id })).toString('base64url');
  return `${SIGMA}/org/workbook/Taxi-by-area-1?id=${id}&:embed=true&:jwt=aGVhZA.${payload}.c2ln`;
}

export function dashboardData(over: Partial<DashboardData> = {}): DashboardData {
  return {
    embeds: [{ title: 'Taxi by area', current: true, path: '/dashboard' }],
    replacesAnother: false,
    viewer: { displayName: 'Ana Ortega', userName: 'ana@example.com', groups: ['manhattan'] },
    embed: { alias: 'default', title: 'Taxi by area' },
    facts: {
      kind: 'embed',
      accountType: 'View',
      teams: ['Sales_People'],
      connectionIds: [CONNECTION],
      sessionEndsAt: NOW + 60 * MINUTE,
    },
    formToken: 'form-token-1',
    ...over,
  };
}

const hostileDashboard: DashboardData = dashboardData({
  embeds: [
    { title: HOSTILE, current: true, path: '/dashboard' },
    { title: 'Other', current: false, path: `/dashboard/${HOSTILE}` },
  ],
  viewer: { displayName: HOSTILE, userName: HOSTILE, groups: [HOSTILE, HOSTILE] },
  embed: { alias: HOSTILE, title: HOSTILE },
  facts: {
    kind: 'embed',
    accountType: HOSTILE,
    teams: [HOSTILE],
    connectionIds: [HOSTILE, HOSTILE],
    sessionEndsAt: NOW,
  },
  formToken: HOSTILE,
});

const reason = signInReason('login_refused');

/** Every page as HTML, by name; where a page takes text, the text is hostile. */
export const PAGES: Readonly<Record<string, string>> = {
  'sign-in': signInPage(CONTEXT, { loginHref: `/auth/databricks/login?return_to=${HOSTILE}` }),
  'sign-in with a reason': signInPage(CONTEXT, { loginHref: '/auth/databricks/login', ...(reason && { reason }) }),
  'sign-in with several workspaces': signInPage(CONTEXT, {
    loginHref: '/auth/databricks/login',
    workspace: HOSTILE,
    others: [{ label: HOSTILE, href: `/login?${HOSTILE}` }],
  }),
  interstitial: interstitialPage(CONTEXT, { href: `/dashboard?x=${HOSTILE}`, isSignedIn: true }),
  problem: problemPage(CONTEXT, {
    status: 404,
    code: HOSTILE,
    message: HOSTILE,
    requestId: HOSTILE,
    action: { href: `/${HOSTILE}`, label: HOSTILE },
  }),
  logout: logoutPage(CONTEXT, { formToken: HOSTILE }),
  'signed-out': signedOutPage(CONTEXT, { loginHref: `/login?${HOSTILE}` }),
  dashboard: dashboardPage(CONTEXT, hostileDashboard),
  'dashboard after another person': dashboardPage(CONTEXT, { ...hostileDashboard, replacesAnother: true }),
  'signed in': signedInPage(CONTEXT),
};
