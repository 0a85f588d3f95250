// Reads the layout of a workbook: which element stands on which page, and how wide. Knows nothing else of the XML.
import type { Contents, Element } from './contents.ts';

export interface Placed {
  readonly element: Element;
  /** Columns of 24. */
  readonly from: number;
  readonly width: number;
  /** First row line; elements of a page are drawn in this order. */
  readonly row: number;
}

export interface PlacedPage {
  readonly id: string;
  readonly name: string;
  readonly elements: readonly Placed[];
}

const COLUMNS = 24;

/** The visible pages in order. Without a layout, everything stands on the first page in its own order, full width. */
export function placePages({ elements, layout, pages }: Contents): readonly PlacedPage[] {
  const shown = pages.filter(({ visibility }) => visibility === undefined || visibility === 'shown');
  if (layout === undefined) {
    const placed = elements.map((element, row) => ({ element, from: 1, width: COLUMNS, row }));
    return shown.map(({ id, name }, at) => ({ id, name, elements: at === 0 ? placed : [] }));
  }
  const blocks = new Map(
    [...layout.matchAll(/<Page\b([^>]*)>([\s\S]*?)<\/Page>/g)].map(([, attributes = '', body = '']) => [
      attribute(attributes, 'id'),
      body,
    ]),
  );
  return shown.map(({ id, name }) => {
    const placed = [...(blocks.get(id) ?? '').matchAll(/<Element\b([^>]*?)\/?>/g)].flatMap(([, attributes = '']) => {
      const element = elements.find((one) => one.id === attribute(attributes, 'elementId'));
      if (element === undefined) return [];
      const [from = 1, to = COLUMNS + 1] = lines(attribute(attributes, 'gridColumn'));
      const [row = 1] = lines(attribute(attributes, 'gridRow'));
      return [{ element, from, width: Math.max(1, Math.min(to, COLUMNS + 1) - from), row }];
    });
    return { id, name, elements: placed.toSorted((a, b) => a.row - b.row || a.from - b.from) };
  });
}

/** A page or an element that is embedded by itself; undefined stands for the whole workbook. */
export type Node = { readonly type: 'page' | 'element'; readonly id: string } | undefined;

/** What an embed shows: all pages, the one page, or a page of the one element. */
export function pagesOf(contents: Contents, node: Node): readonly PlacedPage[] {
  const pages = placePages(contents);
  if (node === undefined) return pages;
  if (node.type === 'page') {
    const one = contents.pages.find(({ id }) => id === node.id);
    const placed = pages.find(({ id }) => id === node.id);
    return [placed ?? { id: node.id, name: one?.name ?? '', elements: [] }];
  }
  const element = contents.elements.find(({ id }) => id === node.id);
  const elements = element === undefined ? [] : [{ element, from: 1, width: COLUMNS, row: 1 }];
  return [{ id: 'element', name: '', elements }];
}

/** What is wrong with the layout: elements that it does not place, places or pages that do not exist. */
export function layoutProblems({ elements, layout, pages }: Contents): readonly string[] {
  if (layout === undefined) return [];
  const placed = [...layout.matchAll(/<Element\b([^>]*?)\/?>/g)].map(([, attributes = '']) =>
    attribute(attributes, 'elementId'),
  );
  const pageIds = [...layout.matchAll(/<Page\b([^>]*)>/g)].map(([, attributes = '']) => attribute(attributes, 'id'));
  return [
    ...placed.filter((id) => !elements.some((one) => one.id === id)).map((id) => `layout: unknown element '${id}'`),
    ...placed
      .filter((id, at) => placed.indexOf(id) !== at)
      .map((id) => `Duplicate layout element id '${id}': the same element cannot appear more than once in the layout`),
    ...elements.filter(({ id }) => !placed.includes(id)).map(({ id }) => `layout: element '${id}' is not placed`),
    ...pageIds.filter((id) => !pages.some((one) => one.id === id)).map((id) => `layout: unknown page '${id}'`),
  ];
}

function attribute(attributes: string, name: string): string {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
}

/** Grid lines such as `1 / 25`. */
function lines(text: string): number[] {
  return text
    .split('/')
    .map((part) => Number.parseInt(part, 10))
    .filter((line) => line >= 1);
}
