// The sign-in page: what will happen, why somebody landed here, one way on.
import { layout, type PageContext } from './layout.ts';
import { html, type Markup, type Piece } from './markup.ts';
import { noticeBox } from './notice.ts';
import type { SignInReason } from './sign-in-reasons.ts';

export interface SignIn {
  /** Starts the sign-in; carries the return path. */
  readonly loginHref: string;
  /** Why the viewer is here; from the allow-list only. */
  readonly reason?: SignInReason;
  /** The gateway is reached by plain http: some browsers then keep no Secure cookie. */
  readonly isPlainHttp?: boolean;
  /** Name of the workspace, where there are several. */
  readonly workspace?: string;
  /** The sign-in pages of the others. */
  readonly others?: readonly { readonly label: string; readonly href: string }[];
}

export function signInPage(context: PageContext, shown: SignIn): string {
  const { isPlainHttp = false, loginHref, others = [], reason, workspace } = shown;
  const main = html`<main id="main" class="card" tabindex="-1">
    <div class="intro">
      <h1>Sign in</h1>
      <p>${place(workspace)} Queries run as you, so you see what you are allowed to see there.</p>
    </div>
    ${reason && noticeBox({ ...reason, text: html`${reason.text} ${isPlainHttp && reason.onPlainHttp}` })}
    <p class="actions"><a class="button wide-button" href="${loginHref}">Login with Databricks</a></p>
    ${others.length > 0 && otherWorkspaces(others)} ${reason?.code && codeOf(reason.code)}
  </main>`;
  return layout(context, { title: 'Sign in', shape: 'card', main });
}

function place(workspace: string | undefined): Piece {
  return workspace === undefined
    ? 'You sign in at Databricks.'
    : html`You sign in at Databricks, in the workspace <strong>${workspace}</strong>.`;
}

/** What to tell the operator. */
function codeOf(code: string): Markup {
  return html`<dl class="facts">
    <div>
      <dt>Code</dt>
      <dd><code>${code}</code></dd>
    </div>
  </dl>`;
}

function otherWorkspaces(others: NonNullable<SignIn['others']>): Markup {
  return html`<nav aria-label="Other workspaces">
    <p class="muted">
      Other workspaces:
      ${others.map(({ href, label }, index) => html`${index > 0 && ', '}<a href="${href}">${label}</a>`)}
    </p>
  </nav>`;
}
