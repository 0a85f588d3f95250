// The web server of a run: the page that a browser opens once, and the way back from the sign-in page. On this machine only.
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { z } from 'zod';
import type { Tasks } from './tasks.ts';

export interface Stand {
  /** What to open. Its path is a secret: whoever knows it sees the embed URLs of this run. */
  readonly page: string;
  close(): Promise<void>;
}

const RESULT = z.strictObject({
  id: z.string(),
  messages: z
    .array(
      z.strictObject({
        type: z.string().max(200),
        code: z.string().max(200).optional(),
        message: z.string().max(2000).optional(),
        variables: z.record(z.string(), z.string()).optional(),
      }),
    )
    .max(1000),
});

const POLL_MS = 20_000;

/** Listens where the redirect URI leads. Rejects with Node's own error, such as EADDRINUSE. */
export async function openStand(redirectUri: string, sigmaOrigin: string | undefined, tasks: Tasks): Promise<Stand> {
  const { hostname, origin, pathname, port } = new URL(redirectUri);
  const base = `/probe-${randomBytes(16).toString('base64url')}`;
  const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
    `frame-ancestors 'none'; frame-src ${sigmaOrigin ?? "'none'"}`;
  const headers = { 'cache-control': 'no-store', 'content-security-policy': policy, 'referrer-policy': 'no-referrer' };

  const app = new Hono();
  app.get(pathname, ({ html: answer, req }) =>
    tasks.cameBack(new URL(req.url))
      ? answer(document('Done', 'That is all here. Close this tab; the first one goes on by itself.'), 200, headers)
      : answer(document('Nothing is waiting for this', 'Go back to the first tab.'), 400, headers),
  );
  app.get(`${base}/`, ({ html: answer }) => answer(document('Probing', 'Connecting …', true), 200, headers));
  app.get(`${base}/page.js`, () => file('page.js', 'text/javascript; charset=utf-8'));
  app.get(`${base}/page.css`, () => file('page.css', 'text/css; charset=utf-8'));
  app.get(`${base}/next`, async (c) =>
    c.json(await tasks.next(Number(c.req.query('version') ?? -1), POLL_MS), 200, headers),
  );
  app.post(`${base}/done`, async ({ req }) => {
    const result = RESULT.safeParse(await req.json().catch(() => undefined));
    if (req.header('origin') !== origin || !result.success) return new Response(null, { status: 400 });
    return new Response(null, { status: tasks.done(result.data.id, result.data.messages) ? 204 : 404 });
  });
  app.post(`${base}/skip`, ({ req }) => {
    if (req.header('origin') === origin) tasks.skip();
    return new Response(null, { status: 204 });
  });

  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.listen(
    Number(port === '' ? 80 : port),
    hostname === 'localhost' ? 'localhost' : hostname.replaceAll(/[[\]]/g, ''),
  );
  await once(server, 'listening');
  return {
    page: `${origin}${base}/`,
    async close() {
      tasks.over();
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 1000).unref();
      await closed;
    },
  };
}

function file(name: string, type: string): Response {
  return new Response(readFileSync(new URL(`./${name}`, import.meta.url), 'utf8'), {
    headers: { 'content-type': type },
  });
}

function document(title: string, text: string, runs = false) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${
          runs
            ? html`<link rel="stylesheet" href="page.css" />
                <script type="module" src="page.js"></script>`
            : ''
        }
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p role="status">${text}</p>
          <p class="sign-in" hidden>
            <a target="_blank" rel="opener">Sign in at Databricks</a> <button type="button">Skip this sign-in</button>
          </p>
        </main>
        <div class="frames"></div>
      </body>
    </html>`;
}
