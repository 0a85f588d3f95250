// Each check that an embed URL goes through, in the order of Sigma's: one claim per check.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CONNECTION_ID,
  encrypt,
  organization,
  SIGMA_ORIGIN,
  WORKBOOK,
  type Change,
  type Organization,
} from './organization.ts';

const refusalOf = async (change: Change, place: Organization = organization()) =>
  await place.refusal(await place.url(change));

/** A change of claims, the check that must refuse it, and the sentence if it is the vendor's own. */
const CASES: readonly {
  readonly name: string;
  readonly change: Change;
  readonly check: string;
  readonly code: string;
  readonly text?: string;
}[] = [
  {
    name: 'an unknown organization',
    change: { path: '/other/workbook/Taxi-by-area-4kqU1wTzB7' },
    check: 'unknown_organization',
    code: 'ENOENT',
  },
  {
    name: 'an unknown workbook',
    change: { path: '/sandbox/workbook/Taxi-by-area-nothere' },
    check: 'unknown_workbook',
    code: 'ENOENT',
  },
  { name: 'an unknown tag', change: { path: `${WORKBOOK}/tag/nothere` }, check: 'unknown_tag', code: 'ENOENT' },
  { name: 'an archived page', change: { path: `${WORKBOOK}/page/nothere` }, check: 'unknown_node', code: 'ESTALE' },
  {
    name: 'an archived element',
    change: { path: `${WORKBOOK}/element/nothere` },
    check: 'unknown_node',
    code: 'ESTALE',
  },
  {
    name: 'a path that goes on',
    change: { path: `${WORKBOOK}/page/overview/more` },
    check: 'malformed_path',
    code: 'EINVAL',
  },
  {
    name: 'a parameter that Sigma does not have',
    change: { query: ':hide_title=true&' },
    check: 'unknown_parameter',
    code: 'EINVAL',
  },
  { name: 'a doubled :embed', change: { query: ':embed=true&' }, check: 'embed_parameter', code: 'EINVAL' },
  { name: 'a doubled :jwt', change: { query: ':jwt=x&' }, check: 'jwt_parameter', code: 'EINVAL' },
  {
    name: 'an unknown kid',
    change: { header: { kid: 'd'.repeat(64) } },
    check: 'unknown_kid',
    code: 'EACCES',
    text: "You don't have permission to access this page.",
  },
  { name: 'a missing kid', change: { header: { kid: undefined } }, check: 'unknown_kid', code: 'EACCES' },
  { name: 'HS384', change: { header: { alg: 'HS384' } }, check: 'wrong_algorithm', code: 'EACCES' },
  {
    name: 'another secret',
    change: { secret: 'another secret of enough length'.repeat(2) },
    check: 'bad_signature',
    code: 'EACCES',
  },
  {
    name: 'a missing sub',
    change: { claims: { sub: undefined } },
    check: 'invalid_sub',
    code: 'EINVAL',
    text: 'Invalid sub field in payload.',
  },
  {
    name: 'a sub that is no e-mail',
    change: { claims: { sub: 'ana' } },
    check: 'invalid_sub',
    code: 'EINVAL',
    text: 'Invalid sub field in payload.',
  },
  {
    name: 'a sub with a space',
    change: { claims: { sub: 'ana lima@example.com' } },
    check: 'invalid_sub',
    code: 'EINVAL',
  },
  {
    name: 'a sub with an underscore in its domain',
    change: { claims: { sub: 'ana@exam_ple.com' } },
    check: 'invalid_sub',
    code: 'EINVAL',
  },
  { name: 'a missing jti', change: { claims: { jti: undefined } }, check: 'invalid_jti', code: 'EINVAL' },
  { name: 'an iat in words', change: { claims: { iat: 'now' } }, check: 'invalid_iat', code: 'EINVAL' },
  { name: 'a missing exp', change: { claims: { exp: undefined } }, check: 'invalid_exp', code: 'EINVAL' },
  {
    name: 'an issuer that is not the client id',
    change: { claims: { iss: 'someone' } },
    check: 'invalid_iss',
    code: 'EINVAL',
  },
  { name: 'teams as one text', change: { claims: { teams: 'Sales_People' } }, check: 'invalid_teams', code: 'EINVAL' },
  {
    name: 'an attribute that is a number',
    change: { claims: { user_attributes: { region: 1 } } },
    check: 'invalid_user_attributes',
    code: 'EINVAL',
  },
  {
    name: 'tokens without a version',
    change: { claims: { ver: undefined } },
    check: 'tokens_without_version',
    code: 'EINVAL',
    text: 'connection_oauth_tokens is only supported in ver 1.1',
  },
  {
    name: 'tokens in version 1.0',
    change: { claims: { ver: '1.0' } },
    check: 'tokens_without_version',
    code: 'EINVAL',
    text: 'connection_oauth_tokens is only supported in ver 1.1',
  },
  {
    name: 'a version that is a number',
    change: { claims: { ver: 1.1 } },
    check: 'tokens_without_version',
    code: 'EINVAL',
  },
  {
    name: 'a version that does not exist',
    change: { claims: { ver: '2.0', connection_oauth_tokens: undefined } },
    check: 'invalid_ver',
    code: 'EINVAL',
  },
  {
    name: 'version 1.1 without an audience',
    change: { claims: { aud: undefined } },
    check: 'invalid_aud',
    code: 'EINVAL',
  },
  {
    name: 'an exp in the past',
    change: { claims: { iat: 1_700_000_000, exp: 1_700_000_100 } },
    check: 'exp_past',
    code: 'EINVAL',
    text: 'exp cannot be in the past',
  },
  {
    name: 'a session of 30 days and a second',
    change: { claims: { iat: 1_772_359_200, exp: 1_772_359_200 + 2_592_001 } },
    check: 'exp_too_far',
    code: 'EINVAL',
  },
  {
    name: 'times in milliseconds',
    change: { claims: { iat: 1_772_359_200_000, exp: 1_772_359_200_000 + 3_600_000 } },
    check: 'exp_too_far',
    code: 'EINVAL',
  },
  {
    name: 'a team that does not exist',
    change: { claims: { teams: ['Nobody'] } },
    check: 'unknown_team',
    code: 'EINVAL',
  },
  { name: 'a user of no team', change: { claims: { teams: [] } }, check: 'no_workbook_grant', code: 'EACCES' },
  {
    name: 'a token that is not encrypted',
    change: { claims: { connection_oauth_tokens: { [CONNECTION_ID]: 'eyJh.eyJz.c2ln' } } },
    check: 'invalid_token',
    code: 'EINVAL',
    text: 'Invalid encrypted token',
  },
  {
    name: 'an unreadable token for a connection that does not exist',
    change: { claims: { connection_oauth_tokens: { [CONNECTION_ID]: encrypt('t'), other: 'x' } } },
    check: 'invalid_token',
    code: 'EINVAL',
  },
  {
    name: 'no token for the connection',
    change: { claims: { connection_oauth_tokens: { other: encrypt('t') } } },
    check: 'no_token',
    code: 'EACCES',
    text: 'Sign in to view this connection',
  },
  {
    name: 'no tokens at all',
    change: { claims: { connection_oauth_tokens: undefined } },
    check: 'no_token',
    code: 'EACCES',
    text: 'Sign in to view this connection',
  },
];

const asSam = (claims: Readonly<Record<string, unknown>> = {}): Change => ({
  claims: { sub: 'sam@example.com', account_type: undefined, teams: undefined, ...claims },
});

describe('an embed URL is refused', () => {
  for (const { change, check, code, name, text } of CASES) {
    it(`for ${name}`, async () => {
      const refusal = await refusalOf(change);
      assert.deepEqual({ check: refusal?.check, code: refusal?.code }, { check, code });
      if (text !== undefined) assert.equal(refusal?.text, text);
    });
  }

  it('without a :jwt', async () => {
    const place = organization();
    assert.equal((await place.refusal(`${SIGMA_ORIGIN}${WORKBOOK}?:embed=true`))?.check, 'jwt_parameter');
    assert.equal((await place.refusal(`${SIGMA_ORIGIN}${WORKBOOK}?:embed=true&:jwt=a.b.c`))?.check, 'malformed_jwt');
  });

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

  for (const claims of [
    { account_type: 'View' },
    { teams: ['Sales_People'] },
    { user_attributes: {} },
    { first_name: 'S' },
    { last_name: 'R' },
  ]) {
    it(`with a Sigma login is refused with ${Object.keys(claims)[0]}`, async () => {
      const refusal = await refusalOf(asSam(claims));
      assert.equal(refusal?.text, 'Cannot update account type for internal users.');
    });
  }

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
