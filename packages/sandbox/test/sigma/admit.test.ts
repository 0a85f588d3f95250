// Which embed URLs load, as whom, and how often. What is refused by which check: refused-*.test.ts.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CONNECTION_ID, encrypt, organization, type Change, type Organization } from './organization.ts';

const refusalOf = async (change: Change, place: Organization = organization()) =>
  await place.refusal(await place.url(change));

const asSam = (claims: Readonly<Record<string, unknown>> = {}): Change => ({
  claims: { sub: 'sam@example.com', account_type: undefined, teams: undefined, ...claims },
});

describe('an embed URL is refused', () => {
  it('when its connection is not shared with the team', async () => {
    const place = organization({ sharing: { connection: ['Finance_People'] } });
    assert.equal((await refusalOf({}, place))?.check, 'no_connection_grant');
  });

  it('when its workbook is not shared with the team', async () => {
    const place = organization({ sharing: { workbooks: ['Finance_People'] } });
    assert.equal((await refusalOf({}, place))?.check, 'no_workbook_grant');
    assert.equal(await refusalOf({ claims: { teams: ['Finance_People'] } }, place), undefined);
  });
});

describe('an embed URL loads', () => {
  it('as the person of its sub', async () => {
    const place = organization();
    assert.equal(await refusalOf({}, place), undefined);
    const [opened] = place.events;
    assert.equal(opened?.kind, 'embed.opened');
    assert.equal(opened?.person, 'ana@example.com');
    assert.equal(opened?.detail?.['accountType'], 'View');
  });

  it('by the id of the workbook alone, and with a tag, a page or an element', async () => {
    const place = organization();
    const short = '/sandbox/workbook/4kqU1wTzB7';
    for (const path of [
      short,
      `${short}/tag/Production`,
      `${short}/page/about`,
      `${short}/tag/Production/element/trips`,
    ]) {
      assert.equal(await refusalOf({ path }, place), undefined, path);
    }
  });

  it('with a session of exactly 30 days', async () => {
    const place = organization();
    const claims = { iat: place.now(), exp: place.now() + 2_592_000 };
    assert.equal(await refusalOf({ claims }, place), undefined);
  });

  it('with an underscore before the @, as in the samples', async () => {
    assert.equal(await refusalOf({ claims: { sub: 'sales_person@example.com' } }), undefined);
  });

  it('with claims that Sigma does not know', async () => {
    assert.equal(await refusalOf({ claims: { nbf: 1, scope: 'x' } }), undefined);
  });

  it('with a readable token for a connection that does not exist beside the right one', async () => {
    const connection_oauth_tokens = { other: encrypt('t'), [CONNECTION_ID]: encrypt('t') };
    assert.equal(await refusalOf({ claims: { connection_oauth_tokens } }), undefined);
  });
});

describe('a jti', () => {
  it('loads once [EM-03]', async () => {
    const place = organization();
    const url = await place.url();
    assert.equal(await place.refusal(url), undefined);
    assert.equal((await place.refusal(url))?.check, 'replay');
  });

  it('loads once when two loads come at the same time', async () => {
    const place = organization();
    const url = await place.url();
    await Promise.all([place.get(url), place.get(url)]);
    assert.deepEqual(place.events.map(({ kind }) => kind).sort(), ['embed.opened', 'embed.refused']);
  });

  it('is not spent by a look at the headers', async () => {
    const place = organization();
    const url = await place.url();
    const handle = place.fetch;
    assert.equal((await handle(new Request(url, { method: 'HEAD' }))).status, 200);
    await handle(new Request(url));
    assert.deepEqual(
      place.events.map(({ kind }) => kind),
      ['embed.opened'],
    );
  });

  it('loads again where the switch says so', async () => {
    const place = organization({ switches: { singleUse: false } });
    const url = await place.url();
    assert.equal(await place.refusal(url), undefined);
    assert.equal(await place.refusal(url), undefined);
  });
});

describe('a user', () => {
  it('with a Sigma login loads without claims of an embed user', async () => {
    assert.equal(await refusalOf(asSam()), undefined);
  });

  it('who is unknown is refused where users are not made by themselves', async () => {
    const place = organization({ switches: { autoCreateUsers: false } });
    assert.equal((await refusalOf({}, place))?.code, 'EPERM');
    assert.equal(await refusalOf(asSam(), place), undefined);
  });

  it('keeps the claims of the last load', async () => {
    const place = organization();
    assert.equal(await refusalOf({ claims: { teams: ['Finance_People'] } }, place), undefined);
    assert.equal(await refusalOf({ claims: { teams: undefined, account_type: undefined } }, place), undefined);
    const { detail } = place.events.at(-1) ?? {};
    assert.equal(detail?.['teams'], 'Finance_People');
    assert.equal(detail?.['accountType'], 'View');
  });

  it('without an account type gets the highest', async () => {
    const place = organization();
    await refusalOf({ claims: { account_type: undefined } }, place);
    assert.equal(place.events.at(-1)?.detail?.['accountType'], 'Build');
  });
});
