// Where a viewer is, without any frame.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import type { RawMessage } from '../src/messages.ts';
import {
  commandsBetween,
  moved,
  partsLost,
  placeOfUrl,
  reached,
  startingPlace,
  urlAt,
  type Place,
} from '../src/place.ts';

const place = (over: Partial<Place> = {}): Place => ({ ...startingPlace(), ...over });
const after = (messages: readonly RawMessage[], from = startingPlace()): Place =>
  messages.reduce((at, message) => moved(at, message), from);

it('follows what Sigma reports: controls one by one, saved view, exploration, page, element, full screen', () => {
  const messages: RawMessage[] = [
    { type: 'workbook:loaded', workbook: { variables: { area: 'a', day: '1' } } },
    { type: 'workbook:variables:onchange', workbook: { variables: { area: 'b,c' } } },
    { type: 'workbook:bookmark:onchange', bookmarkId: 'view' },
    { type: 'workbook:exploreKey:onchange', exploreKey: 'key' },
    { type: 'workbook:selectednodeid:onchange', selectedNodeId: 'page-2', nodeType: 'page' },
    { type: 'workbook:selectednodeid:onchange', selectedNodeId: 'chart', nodeType: 'element' },
  ];
  assert.deepEqual(after(messages), {
    variables: { area: 'b,c', day: '1' },
    bookmark: 'view',
    exploration: 'key',
    page: 'page-2',
    element: 'chart',
    fullScreen: false,
  });
  const left = after(
    [{ type: 'workbook:selectednodeid:onchange', selectedNodeId: null, nodeType: null }],
    after(messages),
  );
  assert.deepEqual([left.page, left.element], ['page-2', null]);
});

it('full screen is of the element that was pointed at, and of nobody knows what without one', () => {
  const tells = (fullScreen: unknown, pointed?: string) =>
    moved(place({ element: 'table' }), { type: 'workbook:fullscreen:onchange', fullScreen }, pointed).fullScreen;
  assert.equal(tells(true, 'chart'), 'chart');
  assert.equal(tells(true), true, 'not the selected one, which may be another');
  assert.equal(tells(false, 'chart'), false);
  assert.equal(tells('yes', 'chart'), false);
});

it('messages of any shape leave a place that is one [WB-13]', () => {
  const types = ['loaded', 'variables:onchange', 'bookmark:onchange', 'exploreKey:onchange'];
  const message = fc.record(
    {
      type: fc
        .constantFrom(...types, 'selectednodeid:onchange', 'fullscreen:onchange', '__proto__', 'x')
        .map((name) => `workbook:${name}`),
      workbook: fc.anything(),
      bookmarkId: fc.anything(),
      exploreKey: fc.anything(),
      selectedNodeId: fc.anything(),
      nodeType: fc.oneof(fc.constant('page'), fc.anything()),
      fullScreen: fc.anything(),
    },
    { requiredKeys: ['type'] },
  );
  const isId = (value: unknown): boolean => value === null || typeof value === 'string';
  fc.assert(
    fc.property(fc.array(message, { maxLength: 8 }), (messages) => {
      const { bookmark, element, exploration, fullScreen, page, variables } = after(messages);
      assert.ok([bookmark, element, exploration, page].every(isId));
      assert.ok(typeof fullScreen === 'boolean' || typeof fullScreen === 'string');
      assert.ok(Object.values(variables).every((value) => typeof value === 'string'));
    }),
    { numRuns: 300 },
  );
});

it('the URL carries saved view and exploration behind the signed part, encoded, and nothing else [EM-02]', () => {
  const url = 'https://sigma.example/o/workbook/w?:embed=true&:jwt=a.b.c';
  assert.equal(urlAt(url, place({ variables: { area: 'x' }, page: 'p' })), url);
  fc.assert(
    fc.property(fc.string(), fc.string(), (bookmark, exploration) => {
      const made = new URL(urlAt(url, place({ bookmark, exploration })));
      assert.ok(made.href.startsWith(url));
      assert.deepEqual(made.searchParams.getAll(':jwt'), ['a.b.c']);
      assert.deepEqual(made.searchParams.getAll(':bookmark'), [bookmark]);
      assert.deepEqual(made.searchParams.getAll(':explore'), [exploration]);
      assert.deepEqual([...made.searchParams].length, 4);
    }),
  );
});

it('the commands from one place to another lead there, saved view first', () => {
  const goal = place({
    variables: { area: 'b', day: '1' },
    bookmark: 'view',
    page: 'p',
    element: 'e',
    fullScreen: 'e',
  });
  const from = place({ variables: { area: 'a', day: '1', own: 'x' } });
  assert.deepEqual(commandsBetween(from, goal), [
    { type: 'workbook:bookmark:select', bookmarkId: 'view' },
    { type: 'workbook:variables:update', variables: { area: 'b' } },
    { type: 'workbook:selectednodeid:update', selectedNodeId: 'p', nodeType: 'page' },
    { type: 'workbook:selectednodeid:update', selectedNodeId: 'e', nodeType: 'element' },
    { type: 'workbook:fullscreen:update', nodeId: 'e' },
  ]);
  assert.deepEqual(commandsBetween(goal, goal), []);
  assert.deepEqual(
    commandsBetween(goal, place({ ...goal, fullScreen: true })),
    [],
    'full screen of what, is not known',
  );
  const opened = placeOfUrl(goal);
  assert.ok(!commandsBetween(opened, goal).some(({ type }) => type === 'workbook:bookmark:select'), 'the URL did it');
});

it('what a frame did not take is named', () => {
  const wanted = place({ variables: { area: 'b' }, exploration: 'k', fullScreen: true });
  assert.deepEqual(partsLost(wanted, wanted), []);
  assert.deepEqual(partsLost(wanted, reached(wanted)), ['fullScreen'], 'no command names an unknown element');
  for (const fullScreen of ['e', false])
    assert.deepEqual(reached({ ...wanted, fullScreen }), { ...wanted, fullScreen });
  assert.deepEqual(partsLost(wanted, place({ variables: { area: 'a' }, exploration: 'k' })), [
    'variables',
    'fullScreen',
  ]);
});
