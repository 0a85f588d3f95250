// The guard before every message that claims to come from Sigma.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readMessage } from '../src/messages.ts';

const origin = 'https://app.sigmacomputing.com';
/** Stands for a window; only its identity counts. */
const source = {} as MessageEventSource;
const read = (data: unknown) => readMessage({ data, origin, source }, origin, source);

const MESSAGES: readonly Readonly<Record<string, unknown>>[] = [
  { type: 'workbook:loaded', workbook: { variables: { area: 'a,b' } } },
  { type: 'workbook:dataloaded' },
  { type: 'workbook:error', code: 'EACCES' },
  { type: 'workbook:error', code: 'EINVAL', message: 'expired' },
  { type: 'workbook:chart:error', nodeId: 'n', code: 'X' },
  { type: 'workbook:variables:onchange', workbook: { variables: {} } },
  { type: 'workbook:variables:current', variables: { area: '' } },
  { type: 'workbook:exploreKey:onchange', exploreKey: null },
  { type: 'workbook:bookmark:oncreate', workbookId: 'w', versionTagName: null, bookmarkId: 'b', bookmarkName: 'B' },
  { type: 'workbook:bookmark:onchange', workbookId: 'w', versionTagName: null, bookmarkId: null, bookmarkName: null },
  { type: 'workbook:bookmark:onupdate', workbookId: 'w', versionTagName: 't', bookmarkId: 'b', isShared: true },
  { type: 'workbook:bookmark:ondelete', workbookId: 'w', versionTagName: null, bookmarkId: 'b' },
  { type: 'workbook:selectednodeid:onchange', selectedNodeId: null, nodeType: null },
  { type: 'workbook:fullscreen:onchange', fullScreen: false },
  { type: 'workbook:pageheight:onchange', pageHeight: 900 },
  { type: 'workbook:published', workbookId: 'w' },
  { type: 'workbook:saveas', workbookId: 'w', saveWorkbookId: 'v' },
  { type: 'workbook:ondelete', id: 'w' },
  { type: 'workbook:id:onchange', id: 'w' },
  { type: 'url:onchange', url: '/org/workbook/x' },
  { type: 'workbook:table:oncellselect', nodeId: 'n', title: 't', cells: [] },
  { type: 'workbook:pivottable:oncellselect', nodeId: 'n', title: 't', cells: [] },
  { type: 'workbook:chart:onvalueselect', nodeId: 'n', title: 't', values: [] },
  { type: 'action:outbound', name: 'n', values: { any: 1 } },
];

it('every documented message passes as it is', () => {
  for (const message of MESSAGES) assert.equal(read(message), message, String(message['type']));
});

it('only the exact origin and the exact window are believed [WB-13]', () => {
  const data = { type: 'workbook:dataloaded' };
  const others = [
    `${origin}.evil.example`,
    `${origin}/`,
    `${origin}:8443`,
    'http://app.sigmacomputing.com',
    'null',
    '',
    '*',
  ];
  for (const other of others)
    assert.equal(readMessage({ data, origin: other, source }, origin, source), undefined, other);
  assert.equal(readMessage({ data, origin, source: {} as MessageEventSource }, origin, source), undefined);
  assert.equal(readMessage({ data, origin, source: null }, origin, source), undefined);
  assert.equal(readMessage({ data, origin, source: null }, origin, null), undefined, 'a frame that is gone');
});

it('hostile data never throws and never passes [WB-13]', () => {
  const shapes = [
    null,
    undefined,
    1,
    'workbook:loaded',
    [],
    {},
    { type: 1 },
    { type: 'constructor' },
    { type: '__proto__' },
    { type: 'workbook' },
    { type: { toString: null } },
    { type: ['workbook:loaded'] },
    { type: 'data:workbook:loaded' },
  ];
  for (const shape of shapes) assert.equal(read(shape), undefined);
});
