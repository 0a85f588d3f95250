// Embed URLs whose path or query was changed: each is refused by the check that it breaks.
import { by, changed, embed, path, urlOf } from './mutations.ts';
import { SIGMA_ORIGIN, WORKBOOK } from './organization.ts';
import { refuses } from './refusals.ts';

refuses('unknown_organization', [
  path('another organization', '/other/workbook/Taxi-by-area-4kqU1wTzB7'),
  path('an organization in capitals', '/Sandbox/workbook/Taxi-by-area-4kqU1wTzB7'),
]);

refuses('unknown_workbook', [
  path('another id', '/sandbox/workbook/Taxi-by-area-nothere'),
  path('an id in small letters', '/sandbox/workbook/Taxi-by-area-4kqu1wtzb7'),
  path('no workbook', '/sandbox/workbook/'),
  path('the address of signed URLs', '/sandbox/embed/4kqU1wTzB7'),
  changed('a workbook that was deleted', {}, ({ state }) => {
    for (const workbook of state.workbooks.values()) workbook.isArchived = true;
  }),
]);

refuses('unknown_tag', [
  path('another tag', `${WORKBOOK}/tag/nothere`),
  path('a tag without a name', `${WORKBOOK}/tag`),
]);

refuses('unknown_node', [
  path('another page', `${WORKBOOK}/page/nothere`),
  path('another element', `${WORKBOOK}/element/nothere`),
  path('an element as a page', `${WORKBOOK}/page/trips`),
  path('a page as an element', `${WORKBOOK}/element/overview`),
]);

refuses('malformed_path', [
  path('a path that goes on', `${WORKBOOK}/page/overview/more`),
  path('a tag behind a page', `${WORKBOOK}/page/overview/tag/Production`),
  path('a broken escape', `${WORKBOOK}/page/%E0%A4%A`),
  path('a slash at the end', `${WORKBOOK}/`),
]);

refuses('url_too_long', [changed('a URL of more than 8192 characters', { query: `Distance=${'1'.repeat(8192)}&` })]);

refuses('encoded_name', [by(changed('an encoded name', { query: '%3Atheme=Dark&' }), { encodedNames: 'refuse' })]);

refuses('embed_parameter', [
  changed('a doubled :embed', { query: ':embed=true&' }),
  embed('no :embed', ''),
  embed('an :embed of false', ':embed=false'),
  embed('an :embed in capitals', ':embed=TRUE'),
  embed('an :embed without its colon', 'embed=true'),
]);

refuses('jwt_parameter', [
  changed('a doubled :jwt', { query: ':jwt=x&' }),
  { name: 'no :jwt', url: () => `${SIGMA_ORIGIN}${WORKBOOK}?:embed=true` },
  { name: 'an empty :jwt', url: () => urlOf('') },
  { name: 'a :jwt without its colon', url: async (place) => (await place.url()).replace('&:jwt', '&jwt') },
  { name: 'a :jwt in capitals', url: async (place) => (await place.url()).replace('&:jwt', '&:JWT') },
]);

refuses('unknown_parameter', [
  changed('a parameter of signed URLs', { query: ':nonce=1&' }),
  changed('a parameter that only samples have', { query: ':hide_title=true&' }),
  changed('a parameter in capitals', { query: ':Theme=Dark&' }),
]);
