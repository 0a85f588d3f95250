// The page with the workbook: header, status line, place of the frame, panel. The script puts the frame in its place.
import { componentPath } from './component.ts';
import { dashboardPanel } from './dashboard-panel.ts';
import { dashboardScriptPath } from './dashboard-script.ts';
import { layout, type PageContext } from './layout.ts';
import { signOutForm } from './logout.ts';
import { html, type Markup } from './markup.ts';
import { noticeBox, type Notice } from './notice.ts';
import { sessionEndTitles } from './sign-in-reasons.ts';
import { WORKBOOK_ERRORS } from './workbook-errors.ts';
import type { DashboardData } from './dashboard-data.ts';

export function dashboardPage(context: PageContext, data: DashboardData): string {
  const head = html`<script src="${context.href(componentPath())}" nonce="${context.nonce}" defer></script>
    <script type="module" src="${context.href(dashboardScriptPath())}" nonce="${context.nonce}"></script>`;
  return layout(context, {
    title: data.embed.title,
    shape: 'wide',
    head,
    header: header(context, data),
    main: main(context, data),
  });
}

function header(context: PageContext, { embeds, formToken, viewer }: DashboardData): Markup {
  return html`${embeds.length > 1 && embedNav(context, embeds)}
    <div class="who">
      <span class="viewer" title="${viewer.userName}">${viewer.displayName}</span>
      ${signOutForm(context, formToken, 'button quiet')}
    </div>`;
}

function embedNav(context: PageContext, embeds: DashboardData['embeds']): Markup {
  return html`<nav class="embeds" aria-label="Workbooks">
    <ul>
      ${embeds.map(
        ({ current, path, title }) =>
          html`<li><a href="${context.href(path)}" ${current && html`aria-current="page"`}>${title}</a></li>`,
      )}
    </ul>
  </nav>`;
}

function replaced(userName: string): Notice {
  const text = 'Another Databricks user was signed in with this browser before. That session has ended.';
  return { tone: 'info', title: `You are now signed in as ${userName}`, text };
}

/** The script puts the workbook into the stage. The stage has its size from the start, so that nothing jumps. */
function main({ href }: PageContext, data: DashboardData): Markup {
  const { embed, replacesAnother, viewer } = data;
  return html`<main
    id="main"
    class="dashboard"
    tabindex="-1"
    data-viewer="${viewer.userName}"
    data-gateway="${href('/')}"
    data-embed="${embed.alias}"
    data-title="${embed.title}, Sigma workbook"
    data-end-titles="${JSON.stringify(sessionEndTitles())}"
    data-workbook-errors="${JSON.stringify(WORKBOOK_ERRORS)}"
  >
    <section class="workbook" aria-labelledby="title">
      <div class="bar">
        <h1 id="title">${embed.title}</h1>
        <div class="message">
          <p id="status" class="status" role="status" aria-live="polite" data-tone="info">Loading the workbook…</p>
          <button id="again" class="button quiet" type="button" hidden>Load again</button>
        </div>
      </div>
      ${replacesAnother && noticeBox(replaced(viewer.userName))}
      <div id="stage" class="stage">
        <noscript><p class="notice" data-tone="error">This page needs JavaScript to open the workbook.</p></noscript>
      </div>
    </section>
    ${dashboardPanel(data)}
  </main>`;
}
