// What the query string says about the look and the starting state of a workbook. Nothing here is signed: viewers can change it.
import type { Address } from '../checks/address.ts';
import { controlsOf } from '../documents/contents.ts';
import { acceptValue, readVariables, type Variables } from '../documents/controls.ts';
import { bookmarksFor, findExploration } from '../frames/explorations.ts';
import type { Bookmark, Exploration, Member, SigmaState } from '../state.ts';

export interface ViewOptions {
  readonly theme: Theme | undefined;
  readonly menu: 'top' | 'bottom' | 'none';
  readonly hideMenu: boolean;
  readonly hideBookmarks: boolean;
  readonly hideTooltip: boolean;
  readonly mobileView: boolean;
  readonly responsiveHeight: boolean;
  /** BCP 47 tag of language, numbers and dates. */
  readonly language: string;
  /** Control id -> value at the start. */
  readonly variables: Variables;
  readonly sorting: Exploration['sorting'];
  readonly bookmark: Bookmark | undefined;
  readonly exploreKey: string | undefined;
}

export type Theme = 'Light' | 'Dark' | 'Surface';

const THEMES: readonly Theme[] = ['Light', 'Dark', 'Surface'];
const MENUS = ['top', 'bottom', 'none'] as const;

/** A control's own value in the URL wins over the exploration's, that over the saved view's; unknown values are ignored. */
export function readViewOptions(
  state: SigmaState,
  { contents, node, workbook }: Address,
  { query, user }: { readonly query: URLSearchParams; readonly user: Member },
): ViewOptions {
  const { exploreScope, menuPosition } = state.world.sigma;
  const restores = node === undefined || exploreScope === 'any';
  const asked = (name: string): string => (restores ? (query.get(name) ?? '') : '');
  const own = bookmarksFor(workbook, user.memberId);
  const bookmark = own.find(({ bookmarkId }) => bookmarkId === asked(':bookmark'));
  const saved = bookmark === undefined ? undefined : state.explorations.get(bookmark.exploreKey);
  const key = asked(':explore');
  const explored = findExploration(state, workbook, { key, memberId: user.memberId });
  const is = (name: string): boolean => query.get(name) === 'true';
  return {
    theme: readTheme(query),
    menu: MENUS.find((menu) => menu === query.get(':menu_position')) ?? menuPosition,
    hideMenu: is(':hide_menu'),
    hideBookmarks: is(':hide_bookmarks'),
    hideTooltip: is(':hide_tooltip'),
    mobileView: !is(':disable_mobile_view'),
    responsiveHeight: is(':responsive_height'),
    language: readLanguage(query),
    variables: readVariables(controlsOf(contents), (controlId) => {
      const control = controlsOf(contents).find((one) => one.controlId === controlId);
      const inUrl = query.get(controlId);
      const fits = control !== undefined && inUrl !== null && acceptValue(control, inUrl) !== undefined;
      return fits ? inUrl : (explored ?? saved)?.variables[controlId];
    }),
    sorting: (explored ?? saved)?.sorting ?? {},
    bookmark,
    exploreKey: explored === undefined ? undefined : key,
  };
}

/** Case-sensitive, as the vendor's; a name that the sandbox does not have means the workbook's own theme. */
export function readTheme(query: URLSearchParams): Theme | undefined {
  return THEMES.find((theme) => theme === query.get(':theme'));
}

function readLanguage(query: URLSearchParams): string {
  const language = query.get(':lng') ?? '';
  const variant = query.get(':lng_variant') ?? '';
  if (!/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/.test(language)) return 'en-US';
  const tag = /^[A-Za-z]{2}$/.test(variant) ? `${language.split('-')[0]}-${variant}` : language;
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en-US';
  } catch {
    // It looks like a tag and is none; the page's script would fail on it.
    return 'en-US';
  }
}
