// The sign-in page: what will happen, why somebody landed here, one way on.
import { layout, type PageContext } from './layout.ts';
import { html } from './markup.ts';
import { noticeBox } from './notice.ts';
import type { SignInReason } from './sign-in-reasons.ts';

export interface SignIn {
  /** Starts the sign-in; carries the return path. */
  readonly loginHref: string;
  /** Why the viewer is here; from the allow-list only. */
  readonly reason?: SignInReason;
  /** The gateway is reached by plain http: some browsers then keep no Secure cookie. */
  readonly isPlainHttp?: boolean;
}

export function signInPage(context: PageContext, { isPlainHttp = false, loginHref, reason }: SignIn): string {
  const main = html`<main id="main" class="card" tabindex="-1">
    <div class="intro">
      <h1>Sign in</h1>
      <p>You sign in at Databricks. Queries run as you, so you see what you are allowed to see there.</p>
    </div>
    ${reason && noticeBox({ ...reason, text: html`${reason.text} ${isPlainHttp && reason.onPlainHttp}` })}
    <p class="actions"><a class="button wide-button" href="${loginHref}">Login with Databricks</a></p>
  </main>`;
  return layout(context, { title: 'Sign in', shape: 'card', main });
}
