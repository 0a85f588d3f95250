// How a REST API refuses a token that is not good. A made-up one stands for an expired one, which takes an hour to get.
import type { Probe } from '../probe.ts';

export const badBearer: Probe = {
  id: 'bad-bearer',
  vendor: 'databricks',
  question: 'With which status and error code does SCIM Me refuse a bearer token that is not good?',
  settles: ['databricks.expiredBearerStatus', 'databricks.restErrorCode'],
  needs: [],
  async ask({ databricks }) {
    const { json, status } = await databricks.get('/api/2.0/preview/scim/v2/Me', 'made-up-by-a-probe');
    const { error_code: code, message } = json;
    if (/IP ACL|Source IP/i.test(String(message))) return { because: 'an access list keeps this machine away' };
    return {
      answer: `${status}, error_code ${JSON.stringify(code) ?? 'absent'} (a made-up token; look at an expired one in an hour)`,
      set: {
        ...((status === 401 || status === 403) && { 'databricks.expiredBearerStatus': status }),
        ...(code !== undefined && { 'databricks.restErrorCode': typeof code === 'number' ? 'number' : 'name' }),
      },
    };
  },
};
