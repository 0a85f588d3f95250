// Knows where a viewer is in a workbook, how that changes, and how another frame is brought there. Pure.
import type { SigmaCommand } from './commands.ts';
import type { RawMessage, Variables } from './messages.ts';

/** Where a viewer is. Sigma tells no more: scroll positions, open dialogs and unsaved input are not in it. */
export interface Place {
  readonly variables: Variables;
  readonly bookmark: string | null;
  readonly exploration: string | null;
  readonly page: string | null;
  readonly element: string | null;
  /** The element in full screen; `true` when Sigma did not say which. */
  readonly fullScreen: string | boolean;
}

/** A part of a place that a renewal may lose. */
export type PlacePart = keyof Place;

export function startingPlace(variables: Variables = {}): Place {
  return { variables, bookmark: null, exploration: null, page: null, element: null, fullScreen: false };
}

/**
 * The place after Sigma reported a change; the same object when nothing changed. Members of the wrong kind count as none.
 * `pointed` is the element that somebody has just pointed at, where that is known.
 */
export function moved(place: Place, message: RawMessage, pointed?: string | null): Place {
  const id = (name: string): string | null => (typeof message[name] === 'string' ? message[name] : null);
  switch (message.type) {
    case 'workbook:loaded':
    case 'workbook:variables:onchange': {
      const { variables } = Object(message['workbook']) as { variables?: object };
      const texts = Object.entries(Object(variables) as object).filter(([, value]) => typeof value === 'string');
      return { ...place, variables: { ...place.variables, ...(Object.fromEntries(texts) as Variables) } };
    }
    case 'workbook:bookmark:onchange':
      return { ...place, bookmark: id('bookmarkId') };
    case 'workbook:exploreKey:onchange':
      return { ...place, exploration: id('exploreKey') };
    case 'workbook:selectednodeid:onchange':
      return message['nodeType'] === 'page'
        ? { ...place, page: id('selectedNodeId'), element: null }
        : { ...place, element: id('selectedNodeId') };
    case 'workbook:fullscreen:onchange':
      // Sigma does not name the element.
      return { ...place, fullScreen: message['fullScreen'] === true && (pointed ?? true) };
    default:
      return place;
  }
}

/**
 * The URL with the parts of a place that Sigma takes from it. Only the JWT is signed, so the rest may be added here.
 * Colons stay as they are: Sigma is not known to accept them encoded.
 */
export function urlAt(url: string, { bookmark, exploration }: Place): string {
  return url + parameter('bookmark', bookmark) + parameter('explore', exploration);
}

function parameter(name: string, id: string | null): string {
  return id === null ? '' : `&:${name}=${encodeURIComponent(id)}`;
}

/** The place of a frame whose URL came from `urlAt`, before it has said anything. */
export function placeOfUrl({ bookmark, exploration }: Place): Place {
  return { ...startingPlace(), bookmark, exploration };
}

/** The commands that bring a loaded frame from one place to another. */
export function commandsBetween(from: Place, to: Place): SigmaCommand[] {
  const { bookmark, element, fullScreen, page } = to;
  const commands: (SigmaCommand | false)[] = [];
  const changed = Object.entries(to.variables).filter(([id, value]) => from.variables[id] !== value);
  commands.push(
    // First: a saved view sets controls.
    bookmark !== from.bookmark && { type: 'workbook:bookmark:select', bookmarkId: bookmark },
    changed.length > 0 && { type: 'workbook:variables:update', variables: Object.fromEntries(changed) },
    page !== from.page && page !== null && select(page, 'page'),
    element !== from.element && select(element, 'element'),
    // It toggles, so it is sent only where it changes something.
    typeof fullScreen === 'string' &&
      fullScreen !== from.fullScreen && { type: 'workbook:fullscreen:update', nodeId: fullScreen },
  );
  return commands.filter((command) => command !== false);
}

/** Where those commands lead: no command names an element that nobody knows. */
export function reached(place: Place): Place {
  return { ...place, fullScreen: place.fullScreen !== true && place.fullScreen };
}

function select(selectedNodeId: string | null, nodeType: 'page' | 'element'): SigmaCommand {
  return { type: 'workbook:selectednodeid:update', selectedNodeId, nodeType };
}

/** Parts in which a frame is not where the viewer was. */
export function partsLost(wanted: Place, got: Place): PlacePart[] {
  const parts = Object.keys(wanted) as PlacePart[];
  return parts.filter((part) => JSON.stringify(wanted[part]) !== JSON.stringify(got[part]));
}
