// Knows what a viewer without a workbook is told and can do: sentences, faces, ways to sign in. Fetched apart, as most never need it.
export { keepPlace, takePlace } from './kept-place.ts';

import type { EmbedState } from './machine.ts';
import type { OwnTexts, SigmaEmbedOptions } from './options.ts';
import type { LocalCode, Reason } from './reason.ts';
import type { Face } from './view.ts';

const WORDS: Omit<OwnTexts, 'loading'> = {
  signIn: 'Sign in',
  signingIn: 'Finish signing in in the other window.',
  loadAgain: 'Load again',
};

/** Sentences of the reasons that begin in the browser. */
const SENTENCES: Readonly<Record<LocalCode, string>> = {
  offline: 'You are offline.',
  gateway_unreachable: 'The gateway cannot be reached.',
  gateway_timeout: 'The gateway took too long to answer.',
  answer_unreadable: 'The answer did not come from the gateway. A proxy may stand between.',
  idle_limit: 'You were signed out after a while without activity. Sign in again.',
  signed_out_elsewhere: 'You were signed out in another tab or window. Sign in again.',
  wrong_account:
    'Somebody else is signed in. Sign in as the right person; where that happens by itself, sign out of Databricks first.',
  popup_blocked: 'Your browser blocked the sign-in window. Use the button.',
  popup_closed: 'The sign-in window is closed, or cannot be seen from here. Finish there, or try again.',
  cookies_blocked: 'Your browser blocks cookies, so you cannot stay signed in. Allow cookies for this site.',
  frame_blocked: 'The security policy of this page does not allow Sigma in a frame. Tell its operator.',
  load_timeout: 'Sigma has not answered. Your browser may block content of other sites.',
  sigma_refused: 'Sigma does not show this workbook.',
  expired: 'The workbook was open for as long as it may be.',
};

/** What Sigma's codes mean to a viewer. Source: help.sigmacomputing.com, "Common embed error codes and messages". */
const OF_SIGMA: Readonly<Record<string, string>> = {
  EACCES: 'Sigma does not let you open this workbook. Ask its owner to share it with you.',
  EEXIST: 'Sigma found this user or team twice. Tell your administrator.',
  ENOENT: 'Sigma cannot find this workbook, or your Sigma user is inactive.',
  EPERM: 'Sigma does not know you yet. Ask your administrator for access.',
  ESTALE: 'This part of the workbook is not there any more.',
};

/** The reason with its sentence: the page's own, Sigma's, the gateway's or ours. */
export function explained(why: Reason, texts: SigmaEmbedOptions['texts']): Reason {
  // Whoever keeps no cookies is never signed in, and asking to sign in would go round in circles.
  const isCookieless = why.code === 'not_signed_in' && !keepsCookies();
  const { code, message, ...rest }: Reason = isCookieless ? { code: 'cookies_blocked', message: '' } : why;
  const own = texts?.[code] ?? OF_SIGMA[rest.sigmaCode ?? ''];
  return { ...rest, code, message: own ?? (message || (SENTENCES[code as LocalCode] ?? code)) };
}

/** Tried out, as `navigator.cookieEnabled` does not know of a browser's site settings. */
function keepsCookies(): boolean {
  const probe = 'sigma_embed_probe=1';
  try {
    document.cookie = `${probe}; Max-Age=5; SameSite=Lax`;
    return document.cookie.includes(probe);
  } catch {
    // A sandboxed document has none at all.
    return false;
  }
}

export interface Actions {
  readonly signIn: (event: Event) => void;
  readonly reload: () => void;
}

/** The face of a state without a workbook. */
export function faceOf(
  state: EmbedState,
  why: Reason | undefined,
  {
    actions,
    baseUrl,
    options,
  }: { readonly actions: Actions; readonly baseUrl: string; readonly options: SigmaEmbedOptions },
): Face {
  const words = { ...WORDS, ...options.texts };
  const text = why?.message ?? words.signingIn;
  const again = (): HTMLElement => actionOf('button', words.loadAgain, actions.reload);
  if (state === 'retrying' || state === 'failed') return { slot: 'error', text, action: again() };
  // A link: a browser that blocks the window follows it to a tab instead.
  const way = (): HTMLElement =>
    Object.assign(actionOf('a', words.signIn, actions.signIn), {
      href: windowHref(baseUrl, options.embed),
      target: '_blank',
      rel: 'opener',
    });
  const isElsewhere = why?.code === 'cookies_blocked' || why?.code === 'host_not_signed_in';
  const action = isElsewhere ? again() : options.signIn === 'none' ? undefined : way();
  return { slot: 'sign-in', text, action };
}

/** A page changes it by the two properties, or by `::part(action)` with `!important`. */
const ACTION_STYLE =
  'justify-self:center;padding:.5rem 1rem;border:1px solid transparent;border-radius:.5rem;outline-offset:2px;' +
  'background:var(--sigma-embed-accent,#2b5cc4);color:var(--sigma-embed-on-accent,#fff);' +
  'font:inherit;font-weight:600;text-decoration:none;cursor:pointer';

function actionOf(tag: 'a' | 'button', label: string, run: (event: Event) => void): HTMLElement {
  const element = document.createElement(tag);
  element.part.value = 'action';
  element.textContent = label;
  element.style.cssText = ACTION_STYLE;
  element.addEventListener('click', run);
  return element;
}

/** Opens the sign-in window; `null` when the browser blocks it, which it does outside a click. */
export function openSignIn(baseUrl: string, embed: string | undefined): Window | null {
  return window.open(windowHref(baseUrl, embed), 'sigma-embed-sign-in', 'popup,width=520,height=700');
}

/** Leaves for the sign-in, which comes back to this very page. */
export function leaveForSignIn(baseUrl: string, embed: string | undefined): void {
  const { hash, pathname, search } = window.location;
  window.location.assign(startHref(baseUrl, embed, pathname + search + hash));
}

/** A sign-in that ends at the gateway's page that says so and closes its window. */
function windowHref(baseUrl: string, embed: string | undefined): string {
  return startHref(baseUrl, embed, `${new URL(baseUrl).pathname}signed-in`);
}

/** Where a sign-in for this embed starts, and where the gateway leaves the viewer afterwards. */
function startHref(baseUrl: string, embed: string | undefined, returnTo: string): string {
  return `${baseUrl}auth/databricks/login?${new URLSearchParams({ ...(embed && { embed }), return_to: returnTo })}`;
}
