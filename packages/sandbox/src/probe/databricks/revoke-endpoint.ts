// Whether tokens can be revoked (RFC 7009). Offers a made-up token, so nothing ends.
import { found, type Probe } from '../probe.ts';
import { send } from './send.ts';

export const revokeEndpoint: Probe = {
  id: 'revoke-endpoint',
  vendor: 'databricks',
  question: 'Is there a revocation endpoint, and does the metadata name it?',
  settles: ['databricks.revokeEndpoint'],
  needs: [],
  async ask({ databricks }) {
    const { revocation_endpoint: listed } = await databricks.metadata();
    if (typeof listed === 'string')
      return found(`yes, and it is listed: ${listed}`, 'databricks.revokeEndpoint', 'advertised');
    const { clientId, clientSecret, fetch, issuer } = databricks.options;
    const body = new URLSearchParams({
      token: 'made-up-by-a-probe',
      client_id: clientId,
      ...(clientSecret !== undefined && { client_secret: clientSecret }),
    });
    const { status } = await send(fetch, `${issuer}/v1/revoke`, { method: 'POST', body });
    if (status === 404 || status === 405) return found(`no: ${status}`, 'databricks.revokeEndpoint', 'absent');
    if (status < 300) return found(`it is not listed, and answers ${status}`, 'databricks.revokeEndpoint', 'unlisted');
    return { because: `/v1/revoke answers ${status}, which says neither` };
  },
};
