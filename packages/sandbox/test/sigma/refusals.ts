// What each check of an embed URL answers, and how a test says which request it refuses.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Mutation } from './mutations.ts';
import { organization } from './organization.ts';

const NO_ACCESS = "You don't have permission to access this page.";
const INVALID = 'Invalid embed request.';
const field = (claim: string): readonly [string, string] => ['EINVAL', `Invalid ${claim} field in payload.`];

/** Check -> code and sentence. */
export const SENTENCES: Readonly<Record<string, readonly [code: string, text: string]>> = {
  unknown_organization: ['ENOENT', 'Organization not found.'],
  unknown_workbook: ['ENOENT', 'Workbook not found.'],
  unknown_tag: ['ENOENT', 'Workbook version not found.'],
  unknown_node: ['ESTALE', 'This … has been deleted or archived.'],
  malformed_path: ['EINVAL', INVALID],
  url_too_long: ['EINVAL', INVALID],
  encoded_name: ['EINVAL', INVALID],
  embed_parameter: ['EINVAL', INVALID],
  jwt_parameter: ['EINVAL', INVALID],
  unknown_parameter: ['EINVAL', 'Unknown URL parameter ….'],
  malformed_jwt: ['EINVAL', INVALID],
  wrong_algorithm: ['EACCES', NO_ACCESS],
  unknown_kid: ['EACCES', NO_ACCESS],
  kid_without_embed: ['EACCES', 'Invalid kid parameter'],
  bad_signature: ['EACCES', NO_ACCESS],
  invalid_sub: field('sub'),
  invalid_jti: field('jti'),
  invalid_iat: field('iat'),
  invalid_exp: field('exp'),
  invalid_iss: field('iss'),
  tokens_without_version: ['EINVAL', 'connection_oauth_tokens is only supported in ver 1.1'],
  invalid_ver: field('ver'),
  invalid_aud: field('aud'),
  eval_connection: ['EINVAL', 'eval_connection_id is not supported on OAuth connections'],
  invalid_eval_connection_id: field('eval_connection_id'),
  invalid_account_type: field('account_type'),
  invalid_teams: field('teams'),
  invalid_user_attributes: field('user_attributes'),
  invalid_first_name: field('first_name'),
  invalid_last_name: field('last_name'),
  invalid_connection_oauth_tokens: field('connection_oauth_tokens'),
  invalid_oauth_token: field('oauth_token'),
  exp_past: ['EINVAL', 'exp cannot be in the past'],
  exp_too_far: ['EINVAL', 'exp exceeds the maximum session length of 30 days'],
  iat_future: ['EINVAL', 'iat cannot be in the future'],
  replay: ['EINVAL', 'jti has already been used'],
  credential_owner: ['EACCES', NO_ACCESS],
  deactivated_user: ['ENOENT', 'User not found.'],
  inactive_user: ['EACCES', NO_ACCESS],
  internal_user: ['EACCES', 'Cannot update account type for internal users.'],
  user_never_signed_in: ['EACCES', 'Automatic updating of users is disabled.'],
  unknown_user: ['EPERM', NO_ACCESS],
  unknown_team: ['EINVAL', 'Team not found: …'],
  unknown_account_type: ['EINVAL', 'Account type not found: …'],
  unknown_attribute: ['EINVAL', 'User attribute not found: …'],
  no_workbook_grant: ['EACCES', NO_ACCESS],
  no_view_workbooks: ['EACCES', NO_ACCESS],
  no_edit_grant: ['EACCES', NO_ACCESS],
  invalid_token: ['EINVAL', 'Invalid encrypted token'],
  unknown_connection: ['EINVAL', 'Connection not found: …'],
  no_token: ['EACCES', 'Sign in to view this connection'],
  archived_connection: ['ESTALE', 'The connection of this workbook has been deleted or archived.'],
  no_connection_grant: ['EACCES', NO_ACCESS],
  no_view_connections: ['EACCES', NO_ACCESS],
};

/** One test for each mutation: this check refuses it, with its code and its sentence, and no frame opens. */
export function refuses(check: keyof typeof SENTENCES, mutations: readonly Mutation[]): void {
  const [code, sentence = ''] = SENTENCES[check] ?? [];
  describe(`${check} is the answer to`, () => {
    for (const { name, switches, url } of mutations) {
      it(name, async () => {
        const place = organization(switches === undefined ? {} : { switches });
        const made = await url(place);
        const before = [...place.state.frames.keys()];
        const answer = await place.refusal(made);
        assert.deepEqual([answer?.check, answer?.code], [check, code]);
        // A name that somebody sent stands in the middle of some sentences.
        const [begin = '', end] = sentence.split('…');
        if (end === undefined) assert.equal(answer?.text, sentence);
        else assert.ok(answer?.text.startsWith(begin) && answer.text.endsWith(end), answer?.text);
        assert.deepEqual([...place.state.frames.keys()], before);
      });
    }
  });
}
