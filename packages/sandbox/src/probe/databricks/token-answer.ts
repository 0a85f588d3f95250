// The shape of a token answer, and what its access token says of itself.
import { found, type Probe } from '../probe.ts';
import { claimsOf, session } from './session.ts';

export const tokenAnswer: Probe = {
  id: 'token-answer',
  vendor: 'databricks',
  question: 'Is `expires_in` a number, and what does the access token say of itself?',
  settles: ['databricks.expiresInAsString'],
  needs: ['sign_in'],
  async ask({ databricks }) {
    const { first } = await session(databricks);
    const { expires_in: life } = first;
    const { aud, exp, iat, iss } = claimsOf(first['access_token']);
    const lives = typeof exp === 'number' && typeof iat === 'number' ? `${exp - iat} s` : 'an unknown time';
    const answer = `expires_in is ${JSON.stringify(life)}; the token lives ${lives}, iss ${String(iss)}, aud ${JSON.stringify(aud)}`;
    return found(answer, 'databricks.expiresInAsString', typeof life === 'string');
  },
};
