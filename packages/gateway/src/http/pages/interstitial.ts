// The page between the callback and the return path in strict-cookie mode. A SameSite=Strict cookie is not sent on a
// navigation that another site began, so the way back from Databricks ends here and our own document begins a new one.
import { layout, type PageContext } from './layout.ts';
import { html } from './markup.ts';

/** Goes on by itself at once; the link is for browsers that do not. */
export function interstitialPage(context: PageContext, { href }: { readonly href: string }): string {
  const head = html`<meta http-equiv="refresh" content="0; url=${href}" />`;
  const main = html`<main id="main" class="card" tabindex="-1">
    <div class="intro">
      <h1>You are signed in</h1>
      <p>The page opens by itself.</p>
    </div>
    <p class="actions"><a class="button" href="${href}">Continue</a></p>
  </main>`;
  return layout(context, { title: 'Signed in', shape: 'card', head, main });
}
