// How an authorization code that is not good is refused.
import type { Probe } from '../probe.ts';
import { lookedAt, oauthError } from './send.ts';

export const badCode: Probe = {
  id: 'bad-code',
  vendor: 'databricks',
  question: 'With which status and error is an authorization code refused that is not good?',
  settles: ['databricks.badCodeError'],
  needs: [],
  async ask({ databricks }) {
    const answer = lookedAt(
      await databricks.token({
        grant_type: 'authorization_code',
        code: 'made-up-by-a-probe',
        redirect_uri: databricks.options.redirectUri ?? 'http://localhost/callback',
        code_verifier: 'made-up-by-a-probe-'.padEnd(43, '0'),
      }),
    );
    const error = oauthError(answer);
    if (error === 'invalid_client') return { because: 'the token endpoint does not know the client or its secret' };
    const known = error === 'invalid_grant' || error === 'invalid_request';
    return { answer: `${answer.status} ${error}`, set: known ? { 'databricks.badCodeError': error } : {} };
  },
};
