// The sign-in page: what will happen, why somebody landed here, one way on.
import { layout, type PageContext } from './layout.ts';
import { html, type Markup } from './markup.ts';
import type { SignInReason } from './sign-in-reasons.ts';

export interface SignIn {
  /** Starts the sign-in; carries the return path. */
  readonly loginHref: string;
  /** Why the viewer is here; from the allow-list only. */
  readonly reason?: SignInReason;
}

export function signInPage(context: PageContext, { loginHref, reason }: SignIn): string {
  const main = html`<main id="main" class="card" tabindex="-1">
    <h1>Sign in</h1>
    ${reason && reasonBox(reason)}
    <p>You sign in at Databricks. Queries run as you.</p>
    <p class="actions"><a class="button wide-button" href="${loginHref}">Login with Databricks</a></p>
  </main>`;
  return layout(context, { title: 'Sign in', shape: 'card', main });
}

function reasonBox({ text, title, tone }: SignInReason): Markup {
  return html`<div class="notice" data-tone="${tone}" role="${tone === 'error' ? 'alert' : 'status'}">
    <p><strong>${title}</strong></p>
    <p>${text}</p>
  </div>`;
}
