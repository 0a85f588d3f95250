// The pages in the frame: what they carry, and what they never carry.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { organization, SIGMA_ORIGIN } from './organization.ts';

it('a loaded page has the columns of the trips and holds no token', async () => {
  const place = organization();
  const { headers, html, status } = await place.get(await place.url());
  assert.equal(status, 200);
  const columns = [...html.matchAll(/<th scope="col" data-column="[^"]*"><button type="button">([^<]*)</g)].map(
    ([, name]) => name,
  );
  assert.deepEqual(columns, ['Pickup time', 'Pickup zip', 'Dropoff zip', 'Distance', 'Fare']);
  assert.doesNotMatch(html, /the-access-token-of-ana|eyJ/);
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.match(headers.get('content-security-policy') ?? '', /script-src 'self'.*frame-ancestors \*/);
});

it('no page has an inline script, style or handler', async () => {
  const place = organization();
  const pages = [
    await place.get(await place.url()),
    await place.get(await place.url({ claims: { sub: 'x' } })),
    await place.get(`${SIGMA_ORIGIN}/`),
  ];
  for (const { html } of pages) {
    assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)/);
    assert.doesNotMatch(html, /<style|\sstyle=|\son[a-z]+="/);
  }
});

it('a refused page tells its script the code and the sentence', async () => {
  const place = organization();
  const { data, html, status } = await place.get(await place.url({ claims: { ver: '1.0' } }));
  assert.equal(status, 200);
  assert.equal(data['code'], 'EINVAL');
  assert.equal(data['message'], 'connection_oauth_tokens is only supported in ver 1.1');
  assert.match(html, /connection_oauth_tokens is only supported in ver 1\.1/);
});

it('what a URL says is escaped', async () => {
  const place = organization();
  const { html } = await place.get(`${SIGMA_ORIGIN}/sandbox/workbook/4kqU1wTzB7?:%3Cimg%20src=x&:embed=true&:jwt=x`);
  assert.doesNotMatch(html, /<img/);
  assert.match(html, /&lt;img/);
});

it('the theme, the control and the saved view come from the URL', async () => {
  const place = organization();
  const dark = await place.get(await place.url({ query: ':theme=Dark&Distance=2&' }));
  assert.match(dark.html, /<html lang="en-US" data-theme="Dark">/);
  assert.match(dark.html, /<option value="2" selected>/);
  const saved = await place.get(await place.url({ query: ':bookmark=bm-long-trips&' }));
  assert.match(saved.html, /<option value="5" selected>/);
  assert.equal(saved.data['bookmarkId'], 'bm-long-trips');
  const odd = await place.get(await place.url({ query: 'Distance=%22%3E&:theme=dark&' }));
  assert.match(odd.html, /<option value="0" selected>/);
  assert.match(odd.html, /data-theme="auto"/);
});

it('the language comes from the URL, and is always one that a browser can use', async () => {
  const place = organization();
  const language = async (query: string) => (await place.get(await place.url({ query }))).data['language'];
  for (const [query, tag] of [
    ['', 'en-US'],
    [':lng=de&', 'de'],
    [':lng=pt-br&', 'pt-BR'],
    [':lng=en&:lng_variant=gb&', 'en-GB'],
    [':lng=fil&:lng_variant=PH&', 'fil-PH'],
    [':lng=en-abc&', 'en-US'],
    [':lng=x&', 'en-US'],
  ] as const) {
    assert.equal(await language(query), tag, query);
    assert.equal((1.5).toLocaleString(tag).length, 3);
  }
});

it('an element embed shows that element alone', async () => {
  const place = organization();
  const { html } = await place.get(await place.url({ path: '/sandbox/workbook/4kqU1wTzB7/element/trips' }));
  assert.deepEqual(
    [...html.matchAll(/data-element="([^"]*)"/g)].map(([, id]) => id),
    ['trips'],
  );
});

it('every file that a page names is served', async () => {
  const place = organization();
  const handle = place.fetch;
  const { html } = await place.get(await place.url());
  const names = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]*)"/g)].map(([, name]) => name ?? '');
  assert.ok(names.length >= 3);
  const seen = new Set<string>();
  while (names.length > 0) {
    const name = names.pop() ?? '';
    if (seen.has(name)) continue;
    seen.add(name);
    const response = await handle(new Request(`${SIGMA_ORIGIN}${name}`));
    assert.equal(response.status, 200, name);
    const text = await response.text();
    for (const [, file] of text.matchAll(/from '\.\/([a-z]+\.js)'/g)) names.push(`/assets/${file}`);
  }
  assert.ok(seen.has('/assets/table.js') && seen.has('/assets/chart.js'));
  assert.equal((await handle(new Request(`${SIGMA_ORIGIN}/assets/sigma.ts`))).status, 404);
});
