// The panel beside the workbook: who the viewer is to Databricks and to Sigma, until when, and the claims as sent.
import type { DashboardData } from './dashboard-data.ts';
import { html, type Markup, type Piece } from './markup.ts';

const STORED = html`<span class="muted">as stored in Sigma</span>`;

export function dashboardPanel({ embed, facts, viewer }: DashboardData): Markup {
  const isEmbedUser = facts.kind === 'embed';
  return html`<aside class="panel" aria-label="Embedding information">
    <details open>
      <summary>Embedding information</summary>
      <h2>Viewer</h2>
      <dl class="facts">
        ${fact('Name', viewer.displayName)} ${fact('E-mail', viewer.userName)}
        ${fact('Databricks groups', list(viewer.groups))}
      </dl>
      <h2>In Sigma</h2>
      <dl class="facts">
        ${fact('User kind', isEmbedUser ? 'Embed user' : 'Internal user')}
        ${fact('Account type', facts.accountType ?? STORED)} ${fact('Teams', isEmbedUser ? list(facts.teams) : STORED)}
        ${fact(
          facts.connectionIds.length === 1 ? 'Connection' : 'Connections',
          facts.connectionIds.map((id) => html`<div><code>${id}</code></div>`),
        )}
        ${fact('Embed', html`<code>${embed.alias}</code>`)}
      </dl>
      <h2>Until when</h2>
      <dl class="facts">
        ${fact('Embed URL ends in', until('embed-ends', undefined))}
        ${fact('Session ends in', until('session-ends', facts.sessionEndsAt))}
      </dl>
      <details class="claims">
        <summary>Claims as sent</summary>
        <p class="muted">The payload of the signed URL. Your token is in it encrypted and is left out here.</p>
        <pre id="claims" tabindex="0" role="region" aria-label="Claims as sent">No embed URL yet.</pre>
      </details>
    </details>
  </aside>`;
}

function fact(name: string, value: Piece): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function list(names: readonly string[]): Piece {
  if (names.length === 0) return html`<span class="muted">none</span>`;
  return html`<ul class="tags">
    ${names.map((name) => html`<li>${name}</li>`)}
  </ul>`;
}

/** The time in UTC; the page's script makes a countdown of it. */
function until(id: string, at: number | undefined): Markup {
  if (at === undefined) return html`<time id="${id}">…</time>`;
  const iso = new Date(at).toISOString();
  return html`<time id="${id}" datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
}
