// What the page's script needs to know of each element to draw it and to tell about it. Holds no data and no SQL.
import { shownColumns } from '../documents/compile.ts';
import { isData } from '../documents/contents.ts';
import type { PlacedPage } from '../documents/layout.ts';

export interface ElementFacts {
  readonly id: string;
  readonly page: string;
  readonly kind: string;
  readonly name: string;
  readonly columns: readonly { readonly id: string; readonly name: string; readonly format?: object | undefined }[];
  /** Of buttons: what a click sends out. */
  readonly events: readonly { readonly name: string; readonly values: object }[];
}

export function elementFacts(pages: readonly PlacedPage[]): readonly ElementFacts[] {
  return pages.flatMap((page) =>
    page.elements.flatMap(({ element }): readonly ElementFacts[] => {
      const { id, kind } = element;
      const facts: Omit<ElementFacts, 'name'> = { id, page: page.id, kind, columns: [], events: [] };
      if (isData(element)) {
        const columns = shownColumns(element).map(({ format, id: of, name }) => ({ id: of, name, format }));
        return [{ ...facts, name: element.name, columns }];
      }
      if (element.kind === 'button') return [{ ...facts, name: element.text, events: eventsOf(element.actions) }];
      return element.kind === 'text' ? [{ ...facts, name: element.id }] : [];
    }),
  );
}

/** The effects "Generate iframe event" of a click. */
function eventsOf(
  actions: readonly { readonly trigger: string; readonly effects: readonly object[] }[],
): ElementFacts['events'] {
  return actions
    .filter(({ trigger }) => trigger === 'on-click')
    .flatMap(({ effects }) => effects)
    .flatMap((effect) => {
      const { effect: kind, name, values } = effect as { effect?: unknown; name?: unknown; values?: unknown };
      if (kind !== 'generate-iframe-event' || typeof name !== 'string') return [];
      return [{ name, values: typeof values === 'object' && values !== null ? values : {} }];
    });
}
