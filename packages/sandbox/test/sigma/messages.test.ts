// The messages between a loaded workbook and the page around it, in a browser.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { withChromium } from '../../../../test/support/chromium.ts';
import { succeeded } from './fake-databricks.ts';
import { framedWorkbook } from './framed-workbook.ts';

const framed = framedWorkbook();

it('a load tells its steps in order: loaded, variables, then data', withChromium, async () => {
  await framed.open({ query: 'Distance=2&' });
  const messages = await framed.heard();
  assert.deepEqual(
    messages.map(({ type }) => type),
    ['workbook:loaded', 'workbook:variables:onchange', 'workbook:dataloaded'],
  );
  assert.deepEqual(messages[0], { type: 'workbook:loaded', workbook: { variables: { Distance: '2' } } });
});

it('the height is told only with :responsive_height', withChromium, async () => {
  await framed.open({ query: ':responsive_height=true&' });
  await framed.page.clock.runFor(1000);
  const { pageHeight } = await framed.waitFor('workbook:pageheight:onchange');
  assert.ok(Number(pageHeight) > 500, String(pageHeight));
});

it('a refused load tells the code and the sentence', withChromium, async () => {
  await framed.open({ claims: { ver: '1.0' } }, 'workbook:error');
  assert.deepEqual(await framed.heard(), [
    { type: 'workbook:error', code: 'EINVAL', message: 'connection_oauth_tokens is only supported in ver 1.1' },
  ]);
});

it('the control tells its change, and the queries follow', withChromium, async () => {
  const frame = await framed.open();
  framed.databricks.asked.length = 0;
  await framed.tell({ type: 'unknown:type' });
  await frame.getByLabel('Minimum distance').selectOption('5');
  assert.deepEqual(await framed.waitFor('workbook:variables:onchange'), {
    type: 'workbook:variables:onchange',
    workbook: { variables: { Distance: '5' } },
  });
  await framed.waitFor('workbook:dataloaded');
  const values = framed.databricks.asked.flatMap(({ body }) => (body.parameters ?? []) as { value: string }[]);
  assert.deepEqual(new Set(values.map(({ value }) => value)), new Set(['5']));
});

it('the parent sets and lists variables; what the workbook does not have is ignored', withChromium, async () => {
  const frame = await framed.open();
  await framed.tell({ type: 'workbook:variables:update', variables: { Distance: '10', Other: 'x' } });
  await framed.waitFor('workbook:dataloaded');
  assert.equal(await frame.getByLabel('Minimum distance').inputValue(), '10');
  await framed.tell({ type: 'workbook:variables:update', variables: { Distance: '7' } });
  await framed.tell({ type: 'workbook:variables:list' });
  await framed.page.clock.runFor(10);
  assert.deepEqual(await framed.waitFor('workbook:variables:current'), {
    type: 'workbook:variables:current',
    variables: { Distance: '10' },
  });
});

it('only the page around a frame is listened to, not another frame on that page', withChromium, async () => {
  const frame = await framed.open();
  await framed.page.evaluate(`new Promise((done) => {
    addEventListener('message', ({ data }) => data === 'said' && done());
    const stranger = document.createElement('iframe');
    stranger.srcdoc = \`<script>
      parent.frames[0].postMessage({ type: 'workbook:variables:update', variables: { Distance: '5' } }, '*');
      parent.postMessage('said', '*');
    </script>\`;
    document.body.append(stranger);
  })`);
  await framed.tell({ type: 'workbook:variables:list' });
  await framed.page.clock.runFor(10);
  assert.deepEqual((await framed.waitFor('workbook:variables:current'))['variables'], { Distance: '0' });
  assert.equal(await frame.getByLabel('Minimum distance').inputValue(), '0');
  await framed.tell({ type: 'workbook:variables:update', variables: { Distance: '5' } });
  await framed.waitFor('workbook:variables:onchange');
});

it('a saved view is told when it is chosen and when it is left', withChromium, async () => {
  await framed.open();
  await framed.tell({ type: 'workbook:bookmark:select', bookmarkId: 'bm-long-trips' });
  const chosen = await framed.waitFor('workbook:bookmark:onchange');
  assert.equal(chosen['bookmarkName'], 'Long trips');
  assert.equal(chosen['workbookId'], [...framed.place.state.workbooks.keys()][0]);
  assert.deepEqual((await framed.waitFor('workbook:variables:onchange'))['workbook'], { variables: { Distance: '5' } });
  await framed.tell({ type: 'workbook:bookmark:select' });
  assert.equal((await framed.waitFor('workbook:bookmark:onchange'))['bookmarkId'], null);
});

it('pages, elements and full screen are told', withChromium, async () => {
  const frame = await framed.open();
  await framed.tell({ type: 'workbook:selectednodeid:update', selectedNodeId: 'about', nodeType: 'page' });
  const selected = await framed.waitFor('workbook:selectednodeid:onchange');
  assert.deepEqual(selected, { type: 'workbook:selectednodeid:onchange', selectedNodeId: 'about', nodeType: 'page' });
  assert.ok(await frame.getByText('demo.taxi.trips').isVisible());
  await framed.tell({ type: 'workbook:fullscreen:update', nodeId: 'trips' });
  assert.equal((await framed.waitFor('workbook:fullscreen:onchange'))['fullScreen'], true);
  await framed.tell({ type: 'workbook:fullscreen:update', nodeId: 'trips' });
  assert.equal((await framed.waitFor('workbook:fullscreen:onchange'))['fullScreen'], false);
});

it('a sorted table is an exploration with a key that brings it back', withChromium, async () => {
  const frame = await framed.open();
  await frame.getByRole('button', { name: 'Distance', exact: true }).click();
  const { exploreKey } = await framed.waitFor('workbook:exploreKey:onchange');
  assert.equal(typeof exploreKey, 'string');
  const again = await framed.open({ query: `:explore=${String(exploreKey)}&` });
  const header = again.getByRole('columnheader', { name: 'Distance' });
  assert.equal(await header.getAttribute('aria-sort'), 'ascending');
});

it('a failed element is told by its id, and the other elements stay', withChromium, async () => {
  framed.databricks.answer = ({ body }) =>
    body.statement?.includes('LIMIT 12') === true
      ? { status: 200, body: { status: { state: 'FAILED', error: { message: '[INSUFFICIENT_PERMISSIONS] no' } } } }
      : undefined;
  const frame = await framed.open();
  const message = await framed.waitFor('workbook:chart:error');
  assert.deepEqual(message, {
    type: 'workbook:chart:error',
    nodeId: 'by-zip',
    code: 'EACCES',
    message: '[INSUFFICIENT_PERMISSIONS] no',
  });
  assert.equal(await frame.locator('.problem:visible').count(), 1);
  assert.equal(await frame.locator('tbody tr').count(), 1);
});

it('a masked measure is a gap in a chart, not 0', withChromium, async () => {
  framed.databricks.answer = ({ body }) =>
    body.statement?.includes('LIMIT 12') === true
      ? succeeded([
          ['10001', '3'],
          ['10002', null],
          ['10003', '0'],
        ])
      : undefined;
  const frame = await framed.open();
  const drawn = `Chart.getChart(document.querySelector('[data-element="by-zip"] canvas')).data.datasets[0].data`;
  assert.deepEqual(await frame.evaluate(drawn), [3, null, 0]);
});

it('at exp the frame says so and tells the parent', withChromium, async () => {
  const frame = await framed.open();
  framed.place.world.clock.advance(3_600_000);
  await framed.page.clock.runFor(5000);
  const { code, message } = await framed.waitFor('workbook:error');
  assert.deepEqual({ code, message }, { code: 'EINVAL', message: 'Session expired. Reload the page.' });
  assert.ok(await frame.getByText('Session expired. Reload the page.').isVisible());
});

it('a dead token turns the frame into a sign-in page', withChromium, async () => {
  framed.databricks.answer = () => ({ status: 403, body: { error_code: 403, message: 'Invalid access token.' } });
  const frame = await framed.open({}, 'workbook:error');
  assert.ok(await frame.getByText('Your OAuth session has expired. Sign in to view this connection.').isVisible());
  assert.equal((await framed.heard()).filter(({ type }) => type === 'workbook:error').length, 1);
});
