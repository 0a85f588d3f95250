// THE matrix: every address of the gateway with its method, its guards in order, and its handler.
import type { Guard, Handler } from './call.ts';
import { embedHeader } from './guards/embed-header.ts';
import { jsonBody } from './guards/json-body.ts';
import { noPrefetch } from './guards/no-prefetch.ts';
import { ownFetch } from './guards/own-fetch.ts';
import { ownFrame } from './guards/own-frame.ts';
import { ownNavigation } from './guards/own-navigation.ts';
import { ownOrigin, pageOrigin, pageReads } from './guards/own-origin.ts';
import { dashboard } from './handlers/dashboard.ts';
import { finish, signedIn, signIn, startLogin } from './handlers/login.ts';
import { askLogout, doLogout } from './handlers/logout.ts';
import { mintByGet, mintByPost } from './handlers/mint.ts';
import { health, home, ready, session } from './handlers/status.ts';
import { dashboardAsset, ownComponent, sharedComponent } from './handlers/assets.ts';
import type { Reply } from './reply.ts';

/** One row of the matrix. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** How a failure is answered: as a page, as problem+json, or by going back to the sign-in page. */
  readonly fails: 'page' | 'json' | 'sign-in';
  /** Whether scripts of the operator's other applications may read the answer (`SIGMA_EMBED_PAGE_ORIGINS`). */
  readonly shared?: true;
  /** Whether it only reads, and says the same to everybody: it answers HEAD as well, as probes and link checkers send it. */
  readonly plain?: true;
  readonly guards: readonly Guard[];
  readonly handler: Handler;
  /** One sentence for the reference page. */
  readonly about: string;
}

export interface RouteOptions {
  readonly reply: Reply;
  /** Path of the redirect URI below the base path. */
  readonly callbackPath: string;
  readonly isStopping: () => boolean;
}

// prettier-ignore
export function routes({ callbackPath, isStopping, reply }: RouteOptions): readonly Route[] {
  const page = { fails: 'page', method: 'GET' } as const;
  const json = { fails: 'json' } as const;
  return [
    { ...page, path: '/', guards: [ownNavigation], handler: home(reply),
      about: '303 to the dashboard, or to the sign-in page without a session cookie.' },
    { ...page, path: '/login', plain: true, guards: [ownNavigation], handler: signIn(reply),
      about: 'The sign-in page. `reason` (or the QuickStart\'s `error`) chooses the message, `return_to` the page afterwards, `embed` or `workspace` (an alias) the Databricks workspace.' },
    { ...page, path: '/login.html', guards: [ownNavigation], handler: () => reply.redirect(reply.href('/login')),
      about: '303 to `/login`; the QuickStart\'s address.' },
    { ...page, path: '/auth/databricks/login', guards: [noPrefetch, ownNavigation, ownFrame], handler: startLogin(reply),
      about: 'Starts a sign-in at Databricks: sets a sealed cookie, 303 to the authorization URL. Writes nothing. `embed` or `workspace` says at which workspace. In strict-cookie mode, whoever comes from another site passes a page of our own first.' },
    { ...page, path: callbackPath, guards: [noPrefetch, ownNavigation], handler: finish(reply), fails: 'sign-in',
      about: 'The redirect URI of the environment\'s workspace. Finishes the sign-in and leaves for the return path; a failure leaves for `/login?reason=…`, but what is no visit is answered with 403.' },
    { ...page, path: `${callbackPath.replace(/\/$/, '')}/:workspace`, guards: [noPrefetch, ownNavigation], handler: finish(reply), fails: 'sign-in',
      about: 'The redirect URI of a workspace of the config file, by its alias.' },
    { ...page, path: '/dashboard', guards: [noPrefetch, ownNavigation], handler: dashboard(reply),
      about: 'The page with the default embed; with `workspace` that of this workspace.' },
    { ...page, path: '/dashboard/:embed', guards: [noPrefetch, ownNavigation], handler: dashboard(reply),
      about: 'The page with the embed of this alias.' },
    { ...json, method: 'POST', path: '/api/embed-url', shared: true, guards: [pageOrigin, embedHeader, jsonBody], handler: mintByPost(reply),
      about: 'Makes an embed URL. Body `{ "embed"?: alias, "parameters"?: { control: value }, "theme"?: name, "active"?: flag }`, where `false` does not count as activity; answers `{ embedUrl, title, expiresAt, renewAt, sessionEndsAt, serverTime, user }`, times in epoch milliseconds.' },
    { ...json, method: 'GET', path: '/api/embed-url', guards: [noPrefetch, ownFetch], handler: mintByGet(reply),
      about: 'The QuickStart\'s own call: the same answer for the default embed, only to a script of our own pages.' },
    { ...json, method: 'GET', path: '/api/session', shared: true, guards: [pageReads], handler: session(reply),
      about: 'Who is signed in and until when, at the workspace of `embed` or of the first embed. Never a token; does not count as activity.' },
    { ...page, path: '/signed-in', guards: [ownNavigation], handler: signedIn(reply),
      about: 'Where a sign-in window ends; closes itself.' },
    { ...page, path: '/logout', guards: [ownNavigation], handler: askLogout(reply),
      about: 'Asks whether to sign out; changes nothing.' },
    { fails: 'page', method: 'POST', path: '/logout', guards: [ownOrigin], handler: doLogout(reply),
      about: 'Ends the sessions of this browser, at every workspace. A plain form with `form_token` works; may be repeated.' },
    { ...page, path: '/assets/dashboard.js', plain: true, guards: [], handler: dashboardAsset(reply),
      about: 'The script of the dashboard page.' },
    { ...page, path: '/assets/sigma-embed.js', plain: true, guards: [], handler: ownComponent(reply),
      about: 'The component `<sigma-embed>` for the dashboard page, cached for ever under its version.' },
    { ...page, path: '/sigma-embed.js', plain: true, guards: [], handler: sharedComponent(reply),
      about: 'The component `<sigma-embed>` for pages of the same site: a classic script, cached for five minutes.' },
    { ...json, method: 'GET', path: '/health', plain: true, guards: [], handler: health(reply),
      about: 'The process is alive.' },
    { ...json, method: 'GET', path: '/ready', plain: true, guards: [], handler: ready(reply, isStopping),
      about: '200 while sessions can be opened and written, else 503.' },
  ];
}
