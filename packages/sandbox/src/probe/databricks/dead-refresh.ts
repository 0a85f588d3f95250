// How a refresh token that is good for nothing is refused. A made-up one stands for unknown, used, expired and revoked ones.
import type { Probe } from '../probe.ts';
import { lookedAt, oauthError } from './send.ts';

export const deadRefresh: Probe = {
  id: 'dead-refresh',
  vendor: 'databricks',
  question: 'With which status and error is a refresh token refused that is not good?',
  settles: ['databricks.deadRefreshError', 'databricks.deadRefreshStatus'],
  needs: [],
  async ask({ databricks }) {
    const form = { grant_type: 'refresh_token', refresh_token: 'doau-made-up-by-a-probe' };
    const answer = lookedAt(await databricks.token(form));
    const [error, { status }] = [oauthError(answer), answer];
    if (error === 'invalid_client') return { because: 'the token endpoint does not know the client or its secret' };
    const described =
      answer.json['error_description'] === 'Refresh token is invalid'
        ? ', in the words "Refresh token is invalid"'
        : '';
    return {
      answer: `${status} ${error}${described}`,
      set: {
        ...((error === 'invalid_request' || error === 'invalid_grant') && { 'databricks.deadRefreshError': error }),
        ...((status === 400 || status === 401) && { 'databricks.deadRefreshStatus': status }),
      },
    };
  },
};
