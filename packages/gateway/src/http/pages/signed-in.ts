// The page on which a sign-in window ends. The page that opened it learns of the session by itself.
import { layout, type PageContext } from './layout.ts';
import { html, trusted } from './markup.ts';

/** Closes its window; the words are for browsers that do not let it. */
export function signedInPage(context: PageContext): string {
  const head = html`<script nonce="${context.nonce}">
    ${trusted('window.close();')};
  </script>`;
  const main = html`<main id="main" class="card" tabindex="-1">
    <h1>You are signed in</h1>
    <p>You can close this window and go back to the page you came from.</p>
  </main>`;
  return layout(context, { title: 'Signed in', shape: 'card', head, main });
}
