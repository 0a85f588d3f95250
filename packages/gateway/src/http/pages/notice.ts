// A box that says what happened, in the tone of its weight.
import { html, trusted, type Markup, type Piece } from './markup.ts';

export interface Notice {
  readonly tone: 'info' | 'warning' | 'error';
  /** A few words. */
  readonly title: string;
  readonly text: Piece;
}

const icon = (shapes: string): Markup =>
  trusted(
    `<svg class="notice-icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">${shapes}</svg>`,
  );

/** Shape as well as colour tells the tones apart. */
const ICONS: Readonly<Record<Notice['tone'], Markup>> = {
  info: icon('<circle cx="10" cy="10" r="8"/><path d="M10 9.5V14M10 6.2v.1"/>'),
  warning: icon('<path d="M10 2.5 18.2 17H1.8Z"/><path d="M10 8v4.2M10 14.6v.1"/>'),
  error: icon('<path d="M6.7 2h6.6L18 6.7v6.6L13.3 18H6.7L2 13.3V6.7Z"/><path d="M10 6v4.8M10 13.9v.1"/>'),
};

/** An error is announced at once, everything milder when there is a pause. */
export function noticeBox({ text, title, tone }: Notice): Markup {
  return html`<div class="notice" data-tone="${tone}" role="${tone === 'error' ? 'alert' : 'status'}">
    ${ICONS[tone]}
    <div>
      <p><strong>${title}</strong></p>
      <p>${text}</p>
    </div>
  </div>`;
}
