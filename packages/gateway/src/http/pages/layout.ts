// Knows the frame that every page has: head, skip link, header, main. Knows no page.
import { html, trusted, type Markup } from './markup.ts';
import { STYLE } from './style.ts';

/** What the answer gives a page. */
export interface PageContext {
  /** Of its Content-Security-Policy. */
  readonly nonce: string;
  /** The address of another page of ours, such as `/login`, as browsers see it. */
  readonly href: (path: string) => string;
}

export interface Layout {
  /** Comes before the product name in the title of the window. */
  readonly title: string;
  /** `card` centres one block; `wide` gives the page all the room there is. */
  readonly shape: 'card' | 'wide';
  readonly main: Markup;
  /** Stands in the header after the product name: navigation, who is signed in. */
  readonly header?: Markup;
  /** More elements for the head. */
  readonly head?: Markup;
}

const PRODUCT = 'Sigma Embed Gateway';

/** Three bars behind a frame; inline, so that no page fetches an image. */
const ICON =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 24 24%22%3E' +
  '%3Crect width=%2224%22 height=%2224%22 rx=%226%22 fill=%22%232b5cc4%22/%3E' +
  '%3Cpath d=%22M7 17v-5m5 5V7m5 10v-7%22 stroke=%22%23fff%22 stroke-width=%222.5%22 stroke-linecap=%22round%22/%3E%3C/svg%3E';

const MARK = trusted(
  '<svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">' +
    '<rect width="24" height="24" rx="6"/><path d="M7 17v-5m5 5V7m5 10v-7"/></svg>',
);

/** A whole HTML document. */
export function layout({ href, nonce }: PageContext, { head, header, main, shape, title }: Layout): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title} · ${PRODUCT}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="${trusted(ICON)}" />
        <style nonce="${nonce}">
          ${trusted(STYLE)}
        </style>
        ${head}
      </head>
      <body class="${shape}">
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <a class="product" href="${href('/')}">${MARK}<span>${PRODUCT}</span></a>
          ${header}
        </header>
        ${main}
      </body>
    </html>`;
  return String(page);
}
