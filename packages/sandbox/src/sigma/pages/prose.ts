// The text of a text element: headings, paragraphs, bold, italic and code of Markdown, and values of controls. Everything is escaped.
import { html } from 'hono/html';
import type { Variables } from '../documents/controls.ts';
import type { Markup } from './layout.ts';

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\{\{\[([\w-]+)\]\}\}/g;

/** Paragraphs and headings are apart by an empty line. */
export function prose(body: string, variables: Variables): Markup {
  const blocks = body.split(/\n{2,}/).map((block) => block.trim());
  return html`${blocks
    .filter((block) => block !== '')
    .map((block) => {
      const [, marks, heading] = /^(#{1,3}) +(.*)$/.exec(block) ?? [];
      if (heading === undefined) return html`<p>${inline(block, variables)}</p>`;
      return marks === '###'
        ? html`<h3>${inline(heading, variables)}</h3>`
        : html`<h2>${inline(heading, variables)}</h2>`;
    })}`;
}

function inline(text: string, variables: Variables): Markup {
  const parts: (string | Markup)[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, bold, italic, control] = match;
    parts.push(text.slice(from, match.index));
    from = match.index + whole.length;
    if (code !== undefined) parts.push(html`<code>${code}</code>`);
    else if (bold !== undefined) parts.push(html`<strong>${bold}</strong>`);
    else if (italic !== undefined) parts.push(html`<em>${italic}</em>`);
    else parts.push(variables[control ?? ''] ?? whole);
  }
  return html`${[...parts, text.slice(from)]}`;
}
