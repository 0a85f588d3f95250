// What the query string says about the look and the starting state of a workbook. Nothing here is signed: viewers can change it.
import { BOOKMARK, CONTROL_CHOICES, CONTROL_DEFAULT, CONTROL_ID } from '../workbooks.ts';

export interface ViewOptions {
  readonly theme: 'Light' | 'Dark' | undefined;
  readonly hideMenu: boolean;
  readonly hideBookmarks: boolean;
  readonly responsiveHeight: boolean;
  /** Control id -> value at the start. */
  readonly variables: Readonly<Record<string, string>>;
  readonly bookmarkId: string | undefined;
  readonly exploreKey: string | undefined;
}

/** A control's own value in the URL wins over the saved view's; values the control does not have are ignored. */
export function readViewOptions(query: URLSearchParams): ViewOptions {
  const bookmarkId = query.get(':bookmark') === BOOKMARK.id ? BOOKMARK.id : undefined;
  const asked = query.get(CONTROL_ID);
  const isChoice = CONTROL_CHOICES.some(({ value }) => value === asked);
  const fallback = bookmarkId === undefined ? CONTROL_DEFAULT : BOOKMARK.control;
  return {
    theme: readTheme(query),
    hideMenu: query.get(':hide_menu') === 'true' || query.get(':menu_position') === 'none',
    hideBookmarks: query.get(':hide_bookmarks') === 'true',
    responsiveHeight: query.get(':responsive_height') === 'true',
    variables: { [CONTROL_ID]: isChoice && asked !== null ? asked : fallback },
    bookmarkId,
    exploreKey: query.get(':explore')?.slice(0, 200) ?? undefined,
  };
}

/** Case-sensitive, as the vendor's. */
export function readTheme(query: URLSearchParams): ViewOptions['theme'] {
  const theme = query.get(':theme');
  return theme === 'Dark' || theme === 'Light' ? theme : undefined;
}
