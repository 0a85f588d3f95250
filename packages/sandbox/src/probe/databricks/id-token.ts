// What an ID token says. Prints names of claims, never their values.
import type { Probe } from '../probe.ts';
import { claimsOf, session } from './session.ts';

export const idToken: Probe = {
  id: 'id-token',
  vendor: 'databricks',
  question: 'Which claims does the ID token have; do `nonce` and `email` come?',
  settles: ['databricks.echoNonce', 'databricks.idTokenEmail'],
  needs: ['sign_in'],
  async ask({ databricks }) {
    const { attempt, first } = await session(databricks);
    if (first['id_token'] === undefined) return { because: 'no ID token came, though the scope had `openid`' };
    const claims = claimsOf(first['id_token']);
    return {
      answer: `claims: ${Object.keys(claims).join(' ')}`,
      set: {
        'databricks.echoNonce': claims['nonce'] === attempt.nonce,
        'databricks.idTokenEmail': claims['email'] !== undefined,
      },
    };
  },
};
