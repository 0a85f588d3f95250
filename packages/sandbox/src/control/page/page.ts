// The control page: its document and its files. Everything on it comes from `/__sandbox/state`.
import { Hono } from 'hono';
import { html } from 'hono/html';
import { readFileSync } from 'node:fs';

const SCRIPT = 'text/javascript; charset=utf-8';
const CLIENT = [
  'app',
  'clock',
  'dom',
  'embeds',
  'events',
  'faults',
  'people',
  'server',
  'statements',
  'switches',
  'time',
];
const FILES = new Map<string, { readonly type: string; readonly url: URL }>([
  ['control.css', { type: 'text/css; charset=utf-8', url: new URL('./control.css', import.meta.url) }],
  ...CLIENT.map(
    (name) => [`${name}.js`, { type: SCRIPT, url: new URL(`./client/${name}.js`, import.meta.url) }] as const,
  ),
]);

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'";

/** Routes of the page and its files. */
export function createControlPage(): Hono {
  const app = new Hono();
  app.get('/', (context) =>
    context.html(DOCUMENT, 200, {
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    }),
  );
  app.get('/assets/:name', (context) => {
    const file = FILES.get(context.req.param('name'));
    if (file === undefined) return context.text('Not found', 404);
    return context.body(readFileSync(file.url, 'utf8'), 200, { 'content-type': file.type });
  });
  return app;
}

const section = (id: string, title: string, intro: string) =>
  html`<section class="card" id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    <p class="intro">${intro}</p>
    <div class="body" data-part="${id}"></div>
  </section>`;

const DOCUMENT = html`<!doctype html>
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <title>Sandbox: control</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href="/__sandbox/assets/control.css" />
      <script type="module" src="/__sandbox/assets/app.js"></script>
    </head>
    <body>
      <a class="skip" href="#main">Skip to the content</a>
      <header class="top">
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 18h16M6.5 18V9.5l5.5-4 5.5 4V18M10.5 18v-5h3v5" />
        </svg>
        <div class="name">
          <h1>Sandbox</h1>
          <p>Databricks and Sigma, played on this machine</p>
        </div>
        <div class="clock" data-part="clock"></div>
        <p class="links" data-part="links"></p>
        <button type="button" class="quiet" data-reset>Put everything back</button>
      </header>
      <p class="said" role="status" data-said></p>
      <main id="main">
        <ul class="strip" data-part="strip" aria-label="At a glance"></ul>
        <div class="columns">
          <div class="column">
            ${section('people', 'People', 'Who can sign in, and what is left of their tokens.')}
            ${section('embeds', 'Embeds', 'Workbooks that Sigma opened or refused, newest first.')}
            ${section('statements', 'Statements', 'What the warehouse ran, and as whom, newest first.')}
          </div>
          <div class="column">
            ${section('faults', 'Break something', 'Answers that go wrong on purpose. Nothing here hits this page.')}
            ${section('events', 'What happens', 'Every step at both vendors, live.')}
            ${section('switches', 'Switches', 'What the vendors leave open. The first position is the default.')}
          </div>
        </div>
      </main>
      <noscript><p class="said">This page needs its script. The same is at /__sandbox/state, as JSON.</p></noscript>
    </body>
  </html>`;
