// What the frame shows when an embed URL is refused: the vendor's sentence, and a script that tells the parent.
import { html } from 'hono/html';
import { NO_ACCESS, type Refusal } from '../refusal.ts';
import { page, type Markup } from './layout.ts';
import type { Theme } from './view-options.ts';

/** A page for the frame. Its script posts `workbook:error {code, message}`. */
export function refusalPage(
  { code, event, text }: Refusal,
  look: { readonly theme: Theme | undefined; readonly tells: boolean; readonly targetOrigin: 'any' | 'parent' },
): Markup {
  // The vendor puts its general sentence before the particular one when access is what is missing.
  const heading = event === 'no_token' ? undefined : code === 'EACCES' || code === 'EPERM' ? NO_ACCESS : undefined;
  return page({
    title: 'Sigma sandbox',
    theme: look.theme,
    className: 'centered',
    scripts: look.tells ? ['refused.js'] : [],
    data: { code, message: text, targetOrigin: look.targetOrigin },
    body: html`<main class="notice">
      <svg class="notice-mark" viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="9.25" />
        <path d="M12 7.5v5.5" />
        <path d="M12 16.4v.1" />
      </svg>
      <div role="alert">
        <h1>${heading ?? text}</h1>
        ${heading !== undefined && heading !== text ? html`<p>${text}</p>` : ''}
      </div>
      <p class="notice-code"><code>${code}</code> <span>refused by the sandbox's Sigma</span></p>
    </main>`,
  });
}
