// `@sigmacomputing/embed-sdk`, unchanged, in Chromium under the vendor's name: its listeners hear, its mutations are heard.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import { keep, withChromium } from '../support/chromium.ts';
import { earOf, type Ear } from './sdk-ear.ts';
import { sigmaStage, type Visit } from './sigma-stage.ts';

const stage = sigmaStage('sigma-page.ts');

/** Listeners of the SDK that heard something in any test. */
const worked = new Set<string>();
let known: readonly string[] = [];

interface Embedded extends Ear {
  readonly page: Page;
  readonly workbook: FrameLocator;
}

async function embed(url: string): Promise<Embedded> {
  const { page, workbook } = await stage.open(url);
  known = await page.evaluate('listeners');
  const ear = earOf(page);
  const kept = async (listener: string, event: ReturnType<Ear['heard']>): ReturnType<Ear['heard']> => {
    const value = await event;
    worked.add(listener);
    return value;
  };
  return {
    ...ear,
    page,
    workbook,
    heard: (listener) => kept(listener, ear.heard(listener)),
    tell: (mutation, values, listener) => kept(listener, ear.tell(mutation, values, listener)),
  };
}

/** Embedded, with all its data. */
async function loaded(visit?: Visit): Promise<Embedded> {
  const embedded = await embed(await stage.url(visit));
  await embedded.heard('workbookDataLoadedListener');
  return embedded;
}

/** Shares the workbook for editing, through the REST API. */
async function letEverybodyEdit(): Promise<void> {
  const { apiCredential, origin } = stage.sandbox.sigma;
  const form = {
    grant_type: 'client_credentials',
    client_id: apiCredential.clientId,
    client_secret: apiCredential.secret,
  };
  const answer = await fetch(`${origin}/v2/auth/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const read = async (path: string) =>
    ((await (await fetch(`${origin}${path}`, { headers })).json()) as { entries: Record<string, string>[] }).entries;
  const teamId = (await read('/v2.1/teams')).find(({ name }) => name === 'Sales_People')?.['teamId'];
  for (const { workbookId } of await read('/v2/workbooks')) {
    const grants = [{ grantee: { teamId }, permission: 'edit' }];
    const body = JSON.stringify({ grants });
    assert.ok((await fetch(`${origin}/v2/workbooks/${workbookId}/grants`, { method: 'POST', headers, body })).ok);
  }
}

it('a load is heard: its variables, then its data, which is the viewer’s', withChromium, async () => {
  const { heard, page, workbook } = await loaded({ query: 'Distance=2&' });
  assert.deepEqual(await heard('workbookLoadedListener'), {
    type: 'workbook:loaded',
    workbook: { variables: { Distance: '2' } },
  });
  assert.deepEqual(await heard('workbookVariableChangeListener'), {
    type: 'workbook:variables:onchange',
    workbook: { variables: { Distance: '2' } },
  });
  await workbook.getByText('ana@example.com').first().waitFor();
  await keep(page, 'sigma-sdk');
  assert.ok(stage.sandbox.databricks.statements().every(({ person }) => person === 'ana@example.com'));
});

it('nothing is heard from a Sigma under another name, and nothing is told to it', withChromium, async () => {
  // Over TLS as well, so that the name is the only difference.
  const origin = stage.sandbox.https?.origins.sigma ?? '';
  const { counts, page, workbook } = await embed((await stage.url()).replace('https://app.sigmacomputing.com', origin));
  await page.waitForFunction("posted.includes('workbook:dataloaded')");
  await page.evaluate("tell('workbookVariablesUpdate', [{ Distance: '5' }])");
  await page.evaluate("posted.length = 0, say({ type: 'workbook:variables:list' }, '*')");
  await page.waitForFunction("posted.includes('workbook:variables:current')");
  assert.equal(await workbook.getByLabel('Minimum distance').inputValue(), '0');
  await page.evaluate(`tell('DO_NOT_USE_IN_PRODUCTION_overrideMutationUrl', ['${origin}'])`);
  await page.evaluate("tell('workbookVariablesUpdate', [{ Distance: '5' }])");
  await page.waitForFunction("posted.includes('workbook:variables:onchange')");
  assert.deepEqual(await counts(), {});
});

it('variables are set and listed', withChromium, async () => {
  const { tell, workbook } = await loaded();
  const changed = await tell('workbookVariablesUpdate', [{ Distance: '5' }], 'workbookVariableChangeListener');
  assert.deepEqual(changed['workbook'], { variables: { Distance: '5' } });
  assert.equal(await workbook.getByLabel('Minimum distance').inputValue(), '5');
  const current = await tell('workbookVariablesList', [], 'workbookVariableCurrentListener');
  assert.deepEqual(current, { type: 'workbook:variables:current', variables: { Distance: '5' } });
  assert.deepEqual(await tell('workbookVariablesList', [], 'workbookCurrentVariablesListener'), current);
});

it('bookmarks are created, updated, left, selected and deleted', withChromium, async () => {
  const { tell } = await loaded();
  const made = { name: 'By the SDK', isDefault: false, isShared: false };
  const created = await tell('workbookBookmarkCreate', [made], 'workbookBookmarkCreateListener');
  const { bookmarkId, workbookId } = created;
  assert.equal(typeof bookmarkId, 'string');
  const where = { workbookId, versionTagName: null, bookmarkId };
  const place = { ...where, bookmarkName: 'By the SDK' };
  assert.deepEqual(created, { type: 'workbook:bookmark:oncreate', ...place });
  await tell('workbookVariablesUpdate', [{ Distance: '5' }], 'workbookVariableChangeListener');
  const updated = await tell('workbookBookmarkUpdate', [], 'workbookBookmarkOnUpdateListener');
  assert.deepEqual(updated, { type: 'workbook:bookmark:onupdate', ...where });
  const left = await tell('workbookBookmarkSelect', [], 'workbookBookmarkOnChangeListener');
  assert.deepEqual([left['bookmarkId'], left['bookmarkName']], [null, null]);
  const chosen = await tell('workbookBookmarkSelect', [bookmarkId], 'workbookBookmarkOnChangeListener');
  assert.deepEqual(chosen, { type: 'workbook:bookmark:onchange', ...place });
  const deleted = await tell('workbookBookmarkDelete', [bookmarkId], 'workbookBookmarkOnDeleteListener');
  assert.deepEqual(deleted, { type: 'workbook:bookmark:ondelete', ...place });
});

it('pages, elements, the full frame and the height are told', withChromium, async () => {
  const { heard, tell, workbook } = await loaded({ query: ':responsive_height=true&' });
  assert.ok(Number((await heard('workbookPageHeightListener'))['pageHeight']) > 500);
  const page = await tell('workbookSelectedNodeIdUpdate', ['about', 'page'], 'workbookSelectedNodeListener');
  assert.deepEqual(page, { type: 'workbook:selectednodeid:onchange', selectedNodeId: 'about', nodeType: 'page' });
  await workbook.getByText('About this data').first().waitFor();
  const element = await tell('workbookSelectedNodeIdUpdate', ['trips', 'element'], 'workbookSelectedNodeListener');
  assert.equal(element['nodeType'], 'element');
  const filled = await tell('workbookFullscreenUpdate', ['trips'], 'workbookFullScreenListener');
  assert.equal(filled['fullScreen'], true);
  const back = await tell('workbookFullscreenUpdate', ['trips'], 'workbookFullScreenListener');
  assert.equal(back['fullScreen'], false);
});

it('links to share are those that the page gave', withChromium, async () => {
  const { page, workbook } = await loaded();
  const link = 'https://app.example.com/reports/7';
  await page.evaluate(
    `tell('workbookSharingLinkUpdate', [${JSON.stringify(link)}, ${JSON.stringify(`${link}/view`)}])`,
  );
  await page.evaluate("say({ type: 'workbook:modal:toggle', modalType: 'share' })");
  assert.equal(await workbook.getByLabel('Link').inputValue(), link);
  assert.equal(await workbook.getByLabel('Exploration').inputValue(), `${link}/view`);
});

describe('what a viewer selects has the shape of the SDK', () => {
  it('for cells of tables and pivot tables, and for a button', withChromium, async () => {
    const { heard, workbook } = await loaded();
    await workbook.locator('[data-element="trips"] tbody td').nth(3).click();
    const [cell] = (await heard('workbookTableCellSelectListener'))['cells'] as Record<string, unknown>[];
    assert.deepEqual([cell?.['cellType'], cell?.['columnName']], ['valueCell', 'Distance']);
    await workbook.getByRole('tab', { name: 'Patterns' }).click();
    await workbook.locator('[data-element="by-length"] tbody td').first().click();
    const [pivot] = (await heard('workbookPivotTableCellSelectListener'))['cells'] as {
      rowPath: { name: string; value: string }[];
      columnPath: { name: string; value: string }[];
    }[];
    assert.equal(pivot?.rowPath[0]?.name, 'Pickup zip');
    assert.deepEqual(pivot?.columnPath, [{ name: 'Length', value: '0 to 1 mi' }]);
    await workbook.getByRole('button', { name: 'Tell the page around this one' }).click();
    const { name, values } = await heard('actionOutboundListener');
    assert.deepEqual({ name, values }, { name: 'distance-shared', values: { distance: '0' } });
  });

  it('for a bar of a chart', withChromium, async () => {
    const { heard, workbook } = await loaded({ query: ':theme=Light&' });
    await workbook.locator('[data-element="by-zip"] canvas').click();
    const [value] = (await heard('workbookChartValueSelectListener'))['values'] as Record<string, unknown>[];
    assert.deepEqual(Object.keys(value ?? {}), ['Pickup zip', 'Trips']);
  });
});

it('an exploration, publishing and a saved copy are told', withChromium, async () => {
  await letEverybodyEdit();
  const { heard, page, workbook } = await loaded({ accountType: 'Build' });
  await workbook.getByRole('button', { name: 'Distance', exact: true }).click();
  assert.equal(typeof (await heard('workbookExploreKeyOnChangeListener'))['exploreKey'], 'string');
  await page.evaluate("say({ type: 'workbook:mode:update', mode: 'edit' })");
  await workbook.getByText('Editing').waitFor();
  await workbook.getByLabel('Workbook menu').click();
  await workbook.getByRole('button', { name: 'Publish' }).click();
  assert.equal(typeof (await heard('workbookPublishedListener'))['workbookId'], 'string');
  await page.evaluate("say({ type: 'workbook:modal:toggle', modalType: 'save-as' })");
  await workbook.getByLabel('Name').fill('My trips');
  await workbook.getByRole('button', { name: 'Save', exact: true }).click();
  assert.equal(typeof (await heard('workbookIdOnChangeListener'))['id'], 'string');
  assert.match(String((await heard('urlOnChangeListener'))['url']), /^\/sandbox\/workbook\/My-trips-/);
});

describe('an error is heard', () => {
  it('for an update without a bookmark', withChromium, async () => {
    const { tell } = await loaded();
    const { message } = await tell('workbookBookmarkUpdate', [], 'workbookErrorListener');
    assert.equal(message, 'Bookmark not selected');
  });

  it('for a URL that was used', withChromium, async () => {
    const url = await stage.url();
    await stage.sandbox.sigma.open(url);
    const { heard } = await embed(url);
    const { code, message } = await heard('workbookErrorListener');
    assert.equal(code, 'EINVAL');
    assert.match(String(message), /jti/);
  });

  it('for charts that the viewer may not ask for', withChromium, async () => {
    const { heard } = await embed(await stage.url({ person: 'eve@example.com' }));
    const { code, nodeId } = await heard('workbookChartErrorListener');
    assert.equal(code, 'EACCES');
    assert.equal(typeof nodeId, 'string');
  });

  it('when the session ends', withChromium, async () => {
    const { heard } = await loaded();
    stage.sandbox.sigma.endEmbeds('ana@example.com');
    assert.equal((await heard('workbookErrorListener'))['message'], 'Session expired. Reload the page.');
  });
});

it('every listener of the SDK heard something in one of these tests', withChromium, () => {
  const silent = known.filter((name) => !worked.has(name));
  // Its name is one that frames take and never say.
  assert.deepEqual(silent, ['workbookLinkSharingUpdateListener']);
});
