// How an embed looks and which of its controls are fixed, in the names that Sigma's URLs have.
import type { EmbedRow } from './config-file-schema.ts';
import type { Named } from './policy-config.ts';

type Look = NonNullable<EmbedRow['look']>;

/** Sigma help: embed URL parameters. */
const NAMES: Readonly<Record<keyof Look, string>> = {
  theme: ':theme',
  menuPosition: ':menu_position',
  hideMenu: ':hide_menu',
  hideFolderNavigation: ':hide_folder_navigation',
  hideBookmarks: ':hide_bookmarks',
  hideTooltip: ':hide_tooltip',
  language: ':lng',
  languageVariant: ':lng_variant',
  responsiveHeight: ':responsive_height',
  disableMobileView: ':disable_mobile_view',
};

/** What every URL of an embed carries. */
export function fixedParameters({ look = {}, parameters = {} }: EmbedRow): Named<string> {
  const looks = (Object.keys(NAMES) as (keyof Look)[]).flatMap((name) =>
    look[name] === undefined ? [] : [[NAMES[name], String(look[name])] as const],
  );
  const controls = Object.entries(parameters).flatMap(([name, rule]) =>
    typeof rule === 'object' && 'fixed' in rule ? [[name, rule.fixed] as const] : [],
  );
  return [...looks, ...controls];
}

/** What a page may set, and to what. */
export function settableParameters({ parameters = {} }: EmbedRow): Named<readonly string[] | undefined> {
  return Object.entries(parameters).flatMap(([name, rule]): [string, readonly string[] | undefined][] => {
    if (rule === 'any') return [[name, undefined]];
    return Array.isArray(rule) ? [[name, rule]] : [];
  });
}

/** What is wrong with members of a look only together: the member, the fault and how to mend it. */
export function lookProblems({ look = {} }: EmbedRow): readonly (readonly [keyof Look, string, string])[] {
  const { hideMenu, language, languageVariant, menuPosition } = look;
  return [
    ...(hideMenu !== undefined && menuPosition !== 'top' && menuPosition !== 'bottom'
      ? [['hideMenu', 'does nothing here', 'It needs menuPosition top or bottom. Set that, or take this out.'] as const]
      : []),
    ...(languageVariant !== undefined && language === undefined
      ? [['languageVariant', 'stands without language', 'Say the language that it is a variant of.'] as const]
      : []),
  ];
}
