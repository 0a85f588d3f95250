// Whether an app connection may send codes over plain http to other machines.
import { found, type Probe } from '../probe.ts';
import { callApps } from './throwaway-app.ts';
import { inShort } from './send.ts';

export const httpRedirectUrls: Probe = {
  id: 'http-redirect-urls',
  vendor: 'databricks',
  question: 'May an app connection have a plain http redirect URL of another machine?',
  settles: ['databricks.httpRedirectUrls'],
  needs: ['admin', 'write'],
  async ask({ databricks }) {
    const made = await callApps(databricks, 'POST', '', {
      name: 'Probe of a sandbox, may be deleted',
      redirect_urls: ['http://probe.example.com/callback'],
      confidential: true,
    });
    if (made.status === 200) {
      await callApps(databricks, 'DELETE', `/${String(made.json['integration_id'])}`);
      return found('yes', 'databricks.httpRedirectUrls', 'allowed');
    }
    return made.status === 400
      ? found(`no: ${inShort(made)}`, 'databricks.httpRedirectUrls', 'loopback_only')
      : { because: `app connections answer ${inShort(made)}` };
  },
};
