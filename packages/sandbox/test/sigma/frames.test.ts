// What a loaded frame's page may do: saved views, copies, publishing. And only its own.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { organization, WORKBOOK, type Change, type Organization } from './organization.ts';

const open = async (place: Organization, change: Change = {}): Promise<string> =>
  String((await place.get(await place.url(change))).data['session']);
const VIEW = { variables: { Distance: '2' }, sorting: {} };
const BEN: Change = { claims: { sub: 'ben@example.com' } };

function editable(): Organization {
  const place = organization();
  for (const grant of place.state.grants.values()) if (grant.inodeType === 'workbook') grant.permission = 'edit';
  return place;
}

describe('a saved view', () => {
  const create = async (place: Organization, session: string, isShared: boolean) => {
    const asked = { session, action: 'create', name: 'Two miles', isShared, isDefault: false, view: VIEW };
    return (await place.ask('bookmarks', asked)).body['bookmark'] as { bookmarkId: string };
  };

  it("is its owner's until it is shared", async () => {
    const place = organization();
    const mine = await create(place, await open(place), false);
    const ours = await create(place, await open(place), true);
    const names = async (change: Change): Promise<unknown[]> => {
      const { data } = await place.get(await place.url(change));
      return (data['bookmarks'] as { bookmarkId: string }[]).map(({ bookmarkId }) => bookmarkId);
    };
    assert.deepEqual(await names({}), ['bm-long-trips', mine.bookmarkId, ours.bookmarkId]);
    assert.deepEqual(await names(BEN), ['bm-long-trips', ours.bookmarkId]);
  });

  it('opens with :bookmark, and a control in the URL wins over it', async () => {
    const place = organization();
    const { bookmarkId } = await create(place, await open(place), false);
    const variables = async (query: string): Promise<unknown> =>
      (await place.get(await place.url({ query }))).data['variables'];
    assert.deepEqual(await variables(`:bookmark=${bookmarkId}&`), { Distance: '2' });
    assert.deepEqual(await variables(`:bookmark=${bookmarkId}&Distance=10&`), { Distance: '10' });
    assert.deepEqual(await variables(':bookmark=gone&'), { Distance: '0' });
  });

  it('is changed and deleted by its owner, not by others', async () => {
    const place = organization();
    const mine = await open(place);
    const { bookmarkId } = await create(place, mine, true);
    const bens = await open(place, BEN);
    for (const action of ['update', 'delete']) {
      const asked = { session: bens, action, bookmarkId, ...(action === 'update' && { view: VIEW }) };
      assert.equal((await place.ask('bookmarks', asked)).body['code'], 'EACCES');
    }
    assert.equal((await place.ask('bookmarks', { session: mine, action: 'delete', bookmarkId })).body['ok'], true);
    const gone = await place.ask('bookmarks', { session: mine, action: 'select', bookmarkId });
    assert.equal(gone.body['code'], 'ENOENT');
  });
});

describe('a workbook', () => {
  const act = async (place: Organization, session: string, asked: object) =>
    (await place.ask('document', { session, ...asked })).body;

  it('is published by whoever may edit it, which makes a new version', async () => {
    const place = editable();
    const [workbook] = [...place.state.workbooks.values()];
    assert.equal((await act(place, await open(place), { action: 'publish' }))['code'], 'EACCES');
    const session = await open(place, { claims: { account_type: 'Build' } });
    assert.equal((await act(place, session, { action: 'publish' }))['ok'], true);
    assert.equal(workbook?.version, 2);
    const tagged = await open(place, { claims: { account_type: 'Build' }, path: `${WORKBOOK}/tag/Production` });
    assert.equal((await act(place, tagged, { action: 'publish' }))['code'], 'EACCES', 'a tagged version stands');
  });

  it('is copied by whoever may create workbooks, and the copy is theirs', async () => {
    const place = organization();
    const asked = { action: 'save-as', name: 'My trips' };
    assert.equal((await act(place, await open(place), asked))['code'], 'EACCES');
    const session = await open(place, { claims: { account_type: 'Analyze' } });
    const { ok, path } = await act(place, session, asked);
    assert.equal(ok, true);
    assert.match(String(path), /^\/sandbox\/workbook\/My-trips-[A-Za-z0-9]{22}$/);
    assert.equal(await place.refusal(await place.url({ path: String(path) })), undefined);
    assert.equal((await place.refusal(await place.url({ ...BEN, path: String(path) })))?.check, 'no_workbook_grant');
  });

  it('that was deleted ends its frames and is not found again', async () => {
    const place = editable();
    const session = await open(place, { claims: { account_type: 'Build' } });
    assert.equal((await act(place, session, { action: 'delete' }))['ok'], true);
    assert.equal((await place.times(session)).body['ended'], true);
    assert.equal((await place.refusal(await place.url()))?.check, 'unknown_workbook');
  });
});

it('an element embed asks for that element only', async () => {
  const place = organization();
  const session = await open(place, { path: `${WORKBOOK}/element/by-zip` });
  assert.equal((await place.query(session, 'trips')).body['code'], 'ESTALE');
  assert.equal((await place.query(session, 'by-zip')).body['code'], 'NETWORK', 'it went out to Databricks');
});

it("what a frame's page would not send is refused", async () => {
  const place = organization();
  const session = await open(place);
  for (const [path, body] of [
    ['bookmarks', { session, action: 'create', name: '', isShared: true, isDefault: false, view: VIEW }],
    ['bookmarks', { session, action: 'drop', bookmarkId: 'x' }],
    ['document', { session, action: 'save-as' }],
    ['explore', { session, view: { variables: { a: 1 }, sorting: {} } }],
    ['explore', { session: 'guessed', view: VIEW }],
    ['explore', []],
  ] as const) {
    assert.equal((await place.ask(path, body)).status, 400, JSON.stringify(body));
  }
});
