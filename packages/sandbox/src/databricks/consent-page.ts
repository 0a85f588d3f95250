// The page on which somebody chooses who signs in and allows or denies the app. Plain HTML, no script, no assets.
import { html, raw } from 'hono/html';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Person } from '../world.ts';
import type { AuthorizationRequest } from './authorization-request.ts';

const STYLE = readFileSync(new URL('./consent-page.css', import.meta.url), 'utf8');

/** What a scope lets the app do, in the words of a person. */
const MEANING: Readonly<Record<string, string>> = {
  'all-apis': 'Use all Databricks APIs as you',
  sql: 'Run SQL as you',
  offline_access: 'Stay signed in when you are away',
  openid: 'Know who you are',
  profile: 'Read your name',
  email: 'Read your e-mail address',
};

/** The page. `id` ties the form to its request; `action` is where the decision goes. */
export async function consentPage(options: {
  readonly id: string;
  readonly request: AuthorizationRequest;
  readonly people: readonly Person[];
  readonly action: string;
}): Promise<Response> {
  const { id, request, people, action } = options;
  const nonce = randomBytes(16).toString('base64url');
  const chosen = people.find(({ email }) => email === request.loginHint)?.email ?? people[0]?.email;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Sign in - Databricks sandbox</title>
        <style nonce="${nonce}">
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <main>
          <p class="brand"><span class="mark" aria-hidden="true"></span>Databricks <b>Sandbox</b></p>
          <h1>Who is signing in?</h1>
          <p class="lead">
            <b>${request.app.name}</b> asks for access. This page stands in for Databricks on your own machine: nobody
            here is real, and no password is needed.
          </p>
          <form method="post" action="${action}">
            <input type="hidden" name="request" value="${id}" />
            <fieldset>
              <legend>Choose a person</legend>
              ${people.map((person) => personChoice(person, person.email === chosen))}
            </fieldset>
            <section aria-labelledby="scopes">
              <h2 id="scopes">The app will be able to</h2>
              <ul>
                ${request.scopes.map((scope) => html`<li>${MEANING[scope] ?? scope} <code>${scope}</code></li>`)}
              </ul>
            </section>
            <div class="actions">
              <button type="submit" name="decision" value="allow" class="primary">Allow</button>
              <button type="submit" name="decision" value="deny">Deny</button>
            </div>
          </form>
          <p class="foot">You will return to <code>${new URL(request.redirectUri).origin}</code></p>
        </main>
      </body>
    </html>`;
  // `no-referrer` would make the browser send the form with `Origin: null`.
  const referrer = 'same-origin';
  // No form-action here: Chromium applies it to the redirect after the form as well.
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'`;
  return new Response(String(await page), {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy,
      'referrer-policy': referrer,
      'x-content-type-options': 'nosniff',
    },
  });
}

function personChoice(person: Person, checked: boolean): ReturnType<typeof html> {
  const initials = `${person.givenName.slice(0, 1)}${person.familyName.slice(0, 1)}`;
  const mark = checked ? html` checked=""` : '';
  return html`<label class="person">
    <input type="radio" name="person" value="${person.email}" required="" ${mark} />
    <span class="face" aria-hidden="true">${initials}</span>
    <span class="who">
      <span class="name">${person.displayName}</span> <span class="email">${person.email}</span>
      <span class="sees">${person.sees}</span>
    </span>
  </label>`;
}
