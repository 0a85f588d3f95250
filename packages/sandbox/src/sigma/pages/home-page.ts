// The page at the root of the Sigma origin: what this server is, and what it is not.
import { html } from 'hono/html';
import type { World } from '../../world.ts';
import { page, type Markup } from './layout.ts';

export function homePage(world: World): Markup {
  return page({
    title: 'Sigma sandbox',
    className: 'centered',
    body: html`<main class="notice">
      <h1>Sigma, played by the sandbox</h1>
      <p>
        This server checks embed URLs as Sigma does, opens the token inside, and runs the workbook's queries at the
        sandbox's Databricks as the viewer. It is not Sigma and belongs on your own machine only.
      </p>
      <p>Workbooks open through signed embed URLs. Open the gateway's dashboard to get one.</p>
      <ul class="plain">
        ${world.workbooks.map(
          ({ name, slug }) => html`<li>${name}<br /><code>/${world.organization}/workbook/${slug}</code></li>`,
        )}
      </ul>
    </main>`,
  });
}
