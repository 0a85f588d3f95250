// The page of a failure: what happened, what to do, and what to tell the operator.
import { layout, type PageContext } from './layout.ts';
import { html } from './markup.ts';

export interface Problem {
  /** HTTP status of the answer. */
  readonly status: number;
  /** Error code of the table. */
  readonly code: string;
  /** The table's sentence. */
  readonly message: string;
  readonly requestId: string;
  readonly action: { readonly href: string; readonly label: string };
}

export function problemPage(context: PageContext, { action, code, message, requestId, status }: Problem): string {
  const title = titleOf(status);
  const main = html`<main id="main" class="card" tabindex="-1">
    <div class="intro">
      <h1>${title}</h1>
      <p>${message}</p>
    </div>
    <p class="actions"><a class="button" href="${action.href}">${action.label}</a></p>
    <dl class="facts">
      <div>
        <dt>Code</dt>
        <dd><code>${code}</code></dd>
      </div>
      <div>
        <dt>Request id</dt>
        <dd><code>${requestId}</code></dd>
      </div>
    </dl>
  </main>`;
  return layout(context, { title, shape: 'card', main });
}

function titleOf(status: number): string {
  if (status === 404) return 'Not found';
  if (status === 403) return 'Not allowed';
  if (status === 503) return 'Not available right now';
  return status >= 500 ? 'Something went wrong' : 'This did not work';
}
