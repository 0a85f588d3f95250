// The page between another site and ours in strict-cookie mode. A SameSite=Strict cookie is not sent on a navigation that another
// site began, so the way back from Databricks, or a link in a mail, ends here and our own document begins a new one.
import { layout, type PageContext } from './layout.ts';
import { html } from './markup.ts';

export interface Interstitial {
  readonly href: string;
  /** Whether a sign-in has just ended here. */
  readonly isSignedIn: boolean;
}

/** Goes on by itself at once; the link is for browsers that do not. */
export function interstitialPage(context: PageContext, { href, isSignedIn }: Interstitial): string {
  const title = isSignedIn ? 'You are signed in' : 'One moment';
  const head = html`<meta http-equiv="refresh" content="0; url=${href}" />`;
  const main = html`<main id="main" class="card" tabindex="-1">
    <div class="intro">
      <h1>${title}</h1>
      <p>The page opens by itself.</p>
    </div>
    <p class="actions"><a class="button" href="${href}">Continue</a></p>
  </main>`;
  return layout(context, { title, shape: 'card', head, main });
}
