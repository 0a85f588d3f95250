// The shell of every page at the sandbox's Sigma, and the headers it goes out with. Knows no workbook.
import { html } from 'hono/html';
import type { World } from '../../world.ts';

/** Markup that was escaped by hono's `html`. */
export type Markup = ReturnType<typeof html>;

export interface Shell {
  readonly title: string;
  /** From `:theme`; without it the page follows the browser's preference. */
  readonly theme?: 'Light' | 'Dark' | 'Surface' | undefined;
  /** BCP 47 tag. Default: `en`. */
  readonly language?: string;
  /** Scripts under /assets, in order. */
  readonly scripts?: readonly string[];
  /** For the page's script: becomes one attribute of the body, as JSON. */
  readonly data?: object;
  readonly className: string;
  readonly body: Markup;
}

/** A whole document. */
export function page({ body, className, data, language = 'en', scripts = [], theme, title }: Shell): Markup {
  return html`<!doctype html>
    <html lang="${language}" data-theme="${theme ?? 'auto'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/sigma.css" />
        <link rel="stylesheet" href="/assets/grid.css" />
        ${scripts.map((name) =>
          name === 'chart.js'
            ? html`<script src="/assets/${name}" defer></script>`
            : html`<script type="module" src="/assets/${name}"></script>`,
        )}
      </head>
      <body class="${className}" data-frame="${JSON.stringify(data ?? {})}">
        ${body}
      </body>
    </html>`;
}

/**
 * Headers of every page. No inline script or style exists, so the policy needs no nonce. `frame-ancestors` is a switch: the vendor
 * documents no list of allowed parents. `no-store`: a page belongs to one use of one URL.
 */
export function pageHeaders({ sigma }: Pick<World, 'sigma'>): Readonly<Record<string, string>> {
  const ancestors = sigma.frameAncestors === 'any' ? '*' : "'none'";
  return {
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; " +
      `base-uri 'none'; form-action 'none'; frame-ancestors ${ancestors}`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
