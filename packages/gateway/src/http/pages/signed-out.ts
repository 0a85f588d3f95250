// The page after a sign-out.
import { layout, type PageContext } from './layout.ts';
import { html } from './markup.ts';

export function signedOutPage(context: PageContext, { loginHref }: { readonly loginHref: string }): string {
  const main = html`<main id="main" class="card" tabindex="-1">
    <div class="intro">
      <h1>You are signed out</h1>
      <p>
        Databricks may still know you in this browser. On a shared computer, sign out there too and close the window.
      </p>
    </div>
    <p class="actions"><a class="button" href="${loginHref}">Sign in again</a></p>
  </main>`;
  return layout(context, { title: 'Signed out', shape: 'card', main });
}
