// Makes answers: JSON, pages, redirects. The one place that puts headers on them.
import type { Config } from '../config/config.ts';
import { answerHeaders } from '../base/answer-headers.ts';
import { randomToken, type Random } from '../base/random.ts';
import type { PageContext } from './pages/layout.ts';
import { contentSecurityPolicy } from './headers.ts';

export interface ReplyExtras {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly setCookies?: readonly string[];
}

export interface PageExtras extends ReplyExtras {
  /** `popup` keeps the link to a window that opened this page for a sign-in. */
  readonly opener?: 'isolated' | 'popup';
  /** The page posts a form to us. Under `no-referrer` a browser sends it with `Origin: null`; other sites learn nothing either way. */
  readonly hasForm?: boolean;
  /** Origins that the page may frame. Default: none. */
  readonly frames?: readonly string[];
}

/** The answers of one gateway. */
export interface Reply {
  json(body: unknown, extras?: ReplyExtras): Response;
  /** The same for what is JSON already. */
  jsonText(text: string): Response;
  /** Renders a page with a nonce of its own, at our base path. */
  page(render: (context: PageContext) => string, extras?: PageExtras): Response;
  /** The address of a page of ours, such as `/login`, as browsers see it: below the base path. */
  href(path: string): string;
  /** A 303 to a path of this origin or an absolute URL. */
  redirect(location: string, extras?: ReplyExtras): Response;
  /** A file that may be cached for as long as its address stays. */
  asset(body: string | null, contentType: string, extras?: ReplyExtras): Response;
}

export function createReply(config: Config, random: Random): Reply {
  const base = answerHeaders(config.publicOrigin);
  const href = (path: string): string => `${config.basePath}${path}`;
  const jsonHeaders = { ...base, 'content-type': 'application/json' };
  // A redirect may be on the way of a sign-in window, which keeps the tie to the page that opened it.
  const redirectHeaders = { ...base, 'cross-origin-opener-policy': 'unsafe-none' };
  return {
    href,
    json: (body, extras = {}) => answer(JSON.stringify(body), jsonHeaders, extras),
    jsonText: (text) => answer(text, jsonHeaders, {}),
    page(render, extras = {}) {
      const nonce = randomToken(random, 16);
      const headers = {
        ...base,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': contentSecurityPolicy(
          { frames: extras.frames ?? [], ancestors: config.frameAncestors },
          nonce,
        ),
        'cross-origin-opener-policy': extras.opener === 'popup' ? 'unsafe-none' : 'same-origin',
        ...(extras.hasForm && { 'referrer-policy': 'same-origin' }),
      };
      return answer(render({ nonce, href }), headers, extras);
    },
    redirect: (location, extras = {}) => answer(null, { ...redirectHeaders, location }, { status: 303, ...extras }),
    asset: (body, contentType, extras = {}) =>
      answer(
        body,
        { ...base, 'content-type': contentType, 'cache-control': 'public, max-age=31536000, immutable' },
        extras,
      ),
  };
}

function answer(body: string | null, headers: Readonly<Record<string, string>>, extras: ReplyExtras): Response {
  const all = extras.headers === undefined ? headers : { ...headers, ...extras.headers };
  const response = new Response(body, { status: extras.status ?? 200, headers: all });
  for (const cookie of extras.setCookies ?? []) response.headers.append('set-cookie', cookie);
  return response;
}
