// The page that asks before signing out. Works without script; showing it changes nothing.
import { layout, type PageContext } from './layout.ts';
import { html, type Markup } from './markup.ts';

export function logoutPage(
  context: PageContext,
  { formToken, isEverywhere = false }: { readonly formToken: string; readonly isEverywhere?: boolean },
): string {
  const main = html`<main id="main" class="card" tabindex="-1">
    <div class="intro">
      <h1>Sign out?</h1>
      <p>
        ${isEverywhere && 'This signs you out of every workspace here.'} Open workbooks stop renewing. Your work in
        Sigma and your sign-in at Databricks stay.
      </p>
    </div>
    <div class="actions">
      ${signOutForm(context, formToken, 'button')} <a href="${context.href('/dashboard')}">Back to the dashboard</a>
    </div>
  </main>`;
  return layout(context, { title: 'Sign out', shape: 'card', main });
}

/** The form that ends the session; the token binds it to the session it was rendered for. */
export function signOutForm({ href }: PageContext, formToken: string, style: 'button' | 'button quiet'): Markup {
  return html`<form method="post" action="${href('/logout')}">
    <input type="hidden" name="form_token" value="${formToken}" />
    <button class="${style}" type="submit">Sign out</button>
  </form>`;
}
