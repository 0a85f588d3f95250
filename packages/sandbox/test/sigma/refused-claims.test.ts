// Embed URLs with another claim, a time out of range, or a `jti` that was seen: each is refused by the check that it breaks.
import { by, claims } from './mutations.ts';
import { CONNECTION_ID, encrypt } from './organization.ts';
import { refuses } from './refusals.ts';

refuses('invalid_sub', [
  claims('no sub', { sub: undefined }),
  claims('an empty sub', { sub: '' }),
  claims('a sub that is no address', { sub: 'ana' }),
  claims('a sub of two addresses', { sub: 'ana@example.com,mia@example.com' }),
  claims('a sub with a space', { sub: 'ana lima@example.com' }),
  claims('a sub with a line break', { sub: 'ana@example.com\n' }),
  claims('a sub with a name around it', { sub: 'Ana <ana@example.com>' }),
  claims('a sub with an underscore in its domain', { sub: 'ana@exam_ple.com' }),
  claims('a sub that is a list', { sub: ['ana@example.com'] }),
]);

refuses('invalid_jti', [
  claims('no jti', { jti: undefined }),
  claims('an empty jti', { jti: '' }),
  claims('a jti that is a number', { jti: 7 }),
]);

refuses('invalid_iat', [claims('no iat', { iat: undefined }), claims('an iat in words', { iat: 'now' })]);

refuses('invalid_exp', [
  claims('no exp', { exp: undefined }),
  claims('an exp in text', { exp: '1772362800' }),
  claims('an exp below zero', { exp: -1 }),
  claims('an exp of null', { exp: null }),
]);

refuses('invalid_iss', [claims('another iss', { iss: 'someone' }), claims('an iss that is a number', { iss: 1 })]);

refuses('tokens_without_version', [
  claims('tokens without a version', { ver: undefined }),
  claims('tokens in version 1.0', { ver: '1.0' }),
  claims('tokens and a version that is a number', { ver: 1.1 }),
  claims('tokens and a version under another name', { ver: undefined, version: '1.1' }),
]);

refuses('invalid_ver', [
  claims('a version that does not exist', { ver: '2.0', connection_oauth_tokens: undefined }),
  claims('a version that is a number', { ver: 1, connection_oauth_tokens: undefined }),
  claims('a version of null', { ver: null, connection_oauth_tokens: undefined }),
]);

refuses('invalid_aud', [
  claims('no aud', { aud: undefined }),
  claims('an aud in capitals', { aud: 'SigmaComputing' }),
  claims('an aud that is a URL', { aud: 'https://sigmacomputing.com/iam' }),
  claims('an aud in a list', { aud: ['sigmacomputing'] }),
]);

refuses('eval_connection', [claims('another connection for the evaluation', { eval_connection_id: CONNECTION_ID })]);

refuses('invalid_eval_connection_id', [claims('an empty connection for the evaluation', { eval_connection_id: '' })]);

refuses('invalid_account_type', [
  claims('an account type that is a list', { account_type: ['View'] }),
  claims('an empty account type', { account_type: '' }),
]);

refuses('invalid_teams', [
  claims('teams in one text', { teams: 'Sales_People' }),
  claims('a team that is a number', { teams: ['Sales_People', 1] }),
  claims('teams as an object', { teams: { Sales_People: true } }),
]);

refuses('invalid_user_attributes', [
  claims('an attribute that is a number', { user_attributes: { region: 1 } }),
  claims('an attribute of several values', { user_attributes: { region: ['East', 'West'] } }),
  claims('attributes as a list', { user_attributes: ['region'] }),
]);

refuses('invalid_first_name', [claims('a first name that is a number', { first_name: 1 })]);

refuses('invalid_last_name', [claims('an empty last name', { last_name: '' })]);

refuses('invalid_connection_oauth_tokens', [
  claims('tokens in one text', { connection_oauth_tokens: encrypt('t') }),
  claims('tokens as a list', { connection_oauth_tokens: [encrypt('t')] }),
  claims('a token as an object', { connection_oauth_tokens: { [CONNECTION_ID]: { token: encrypt('t') } } }),
]);

refuses('invalid_oauth_token', [claims('a token of the organization that is a list', { oauth_token: [encrypt('t')] })]);

refuses('exp_past', [
  claims('an exp long past', { iat: 1_700_000_000, exp: 1_700_000_100 }),
  { name: 'an exp of this second', url: async (place) => await place.url({ claims: { exp: place.now() } }) },
]);

refuses('exp_too_far', [
  {
    name: 'a session of 30 days and a second',
    url: async (place) => await place.url({ claims: { exp: place.now() + 2_592_001 } }),
  },
  {
    name: 'times in milliseconds',
    url: async (place) => await place.url({ claims: { iat: place.now() * 1000, exp: place.now() * 1000 + 3_600_000 } }),
  },
  {
    name: 'an exp in milliseconds',
    url: async (place) => await place.url({ claims: { exp: (place.now() + 3600) * 1000 } }),
  },
  claims('an iat of zero', { iat: 0 }),
]);

refuses('iat_future', [
  by(
    {
      name: 'an iat a minute ahead',
      url: async (place) => await place.url({ claims: { iat: place.now() + 60 } }),
    },
    { futureIat: 'refuse' },
  ),
]);

refuses('replay', [
  {
    name: 'a second load',
    async url(place) {
      const url = await place.url();
      await place.get(url);
      return url;
    },
  },
  {
    name: 'the jti of another person',
    async url(place) {
      await place.get(await place.url({ claims: { jti: 'once', sub: 'mia@example.com' } }));
      return await place.url({ claims: { jti: 'once' } });
    },
  },
]);
