// Whether an app with a secret may sign in without PKCE. Costs a second trip to the sign-in page.
import { found, type Probe } from '../probe.ts';
import { Unsettled } from '../unsettled.ts';
import { shown } from './room.ts';
import { inShort } from './send.ts';

export const pkce: Probe = {
  id: 'pkce',
  vendor: 'databricks',
  question: 'Must an app with a secret use PKCE?',
  settles: ['databricks.pkceForSecretClients'],
  needs: ['sign_in'],
  async ask({ databricks }) {
    if (databricks.options.clientSecret === undefined) return { because: 'this app has no secret' };
    const name = 'databricks.pkceForSecretClients';
    const attempt = await databricks.attempt({ pkce: false });
    const { callback } = attempt;
    if (!callback.has('code')) {
      if (callback.get('error') === 'access_denied')
        throw new Unsettled(`the sign-in came back with ${shown(callback)}`);
      return found(`yes: the way back says ${shown(callback)}`, name, 'required');
    }
    const answer = await attempt.exchange();
    return answer.status === 200
      ? found('no: a code came, and was good without a verifier', name, 'optional')
      : found(`yes: the code is refused without a verifier (${inShort(answer)})`, name, 'required');
  },
};
