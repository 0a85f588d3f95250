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

/** What the members of a look say only together. */
export function lookProblem({
  look = {},
}: EmbedRow): readonly [member: string, problem: string, fix: string] | undefined {
  if (look.hideMenu !== undefined && look.menuPosition !== 'top' && look.menuPosition !== 'bottom')
    return [
      'hideMenu',
      'does nothing here',
      'Sigma looks at it only where menuPosition is top or bottom. Set that, or take this out.',
    ];
  if (look.languageVariant !== undefined && look.language === undefined)
    return ['languageVariant', 'stands without language', 'Say the language that it is a variant of.'];
  return undefined;
}
