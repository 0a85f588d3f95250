// What comes back from the sign-in page.
import type { Probe } from '../probe.ts';
import { shown } from './room.ts';
import { firstTrip } from './session.ts';

export const callback: Probe = {
  id: 'callback',
  vendor: 'databricks',
  question: 'Does the callback carry `iss` (RFC 9207), and does a policy let people in?',
  settles: ['databricks.callbackIssuer', 'databricks.signInPolicy'],
  needs: ['sign_in'],
  async ask({ databricks }) {
    const { callback: came } = await firstTrip(databricks);
    const iss = came.get('iss');
    const set = { 'databricks.callbackIssuer': iss !== null };
    const issuer = iss === null ? 'no iss' : `iss ${iss}`;
    if (came.has('code')) return { answer: `a code, ${issuer}`, set: { ...set, 'databricks.signInPolicy': 'allows' } };
    const denied = came.get('error') === 'access_denied' && /policy/i.test(came.get('error_description') ?? '');
    return { answer: `${shown(came)}, ${issuer}`, set: denied ? { ...set, 'databricks.signInPolicy': 'denies' } : set };
  },
};
