// The status of a redirect from the authorization endpoint, seen by asking for what it refuses before it asks who is there.
import { found, type Probe } from '../probe.ts';
import { send } from './send.ts';

export const redirectStatus: Probe = {
  id: 'redirect-status',
  vendor: 'databricks',
  question: 'With which status does the authorization endpoint send the browser back?',
  settles: ['databricks.redirectStatus'],
  needs: [],
  async ask({ databricks }) {
    const { fetch, redirectUri } = databricks.options;
    if (redirectUri === undefined) return { because: 'it needs DATABRICKS_REDIRECT_URI' };
    const url = await databricks.authorizationUrl({ response_type: 'made-up-by-a-probe' });
    const { headers, status } = await send(fetch, url.href);
    const location = headers.get('location');
    if (location === null || !location.startsWith(redirectUri)) {
      return {
        because: `the endpoint asks who is there before it says no (${status}): look at the network panel of a sign-in`,
      };
    }
    return status === 301 || status === 302 || status === 303
      ? found(String(status), 'databricks.redirectStatus', status)
      : { answer: String(status), set: {} };
  },
};
