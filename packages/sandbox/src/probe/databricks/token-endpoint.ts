// Whether the token endpoint can be reached at all, and how it fails where not.
import { oauthError } from './send.ts';
import type { Probe } from '../probe.ts';

const NO_TOKEN = { grant_type: 'refresh_token', refresh_token: 'doau-made-up-by-a-probe' };

export const tokenEndpoint: Probe = {
  id: 'token-endpoint',
  vendor: 'databricks',
  question: 'Does the token endpoint answer this machine, or does an access list or an outage come first?',
  settles: ['databricks.ipAccessList', 'databricks.tokenOutage'],
  needs: [],
  async ask({ databricks }) {
    const answer = await databricks.token(NO_TOKEN);
    const up = { 'databricks.tokenOutage': 'none' };
    if (oauthError(answer) !== undefined) {
      return {
        answer: `it answers as OAuth does, with ${answer.status}`,
        set: { ...up, 'databricks.ipAccessList': 'open' },
      };
    }
    if (answer.status === 403 && /IP ACL|Source IP/i.test(String(answer.json['message']))) {
      const me = await databricks.get('/api/2.0/preview/scim/v2/Me', 'made-up-by-a-probe');
      const all = /IP ACL|Source IP/i.test(String(me.json['message']));
      return {
        answer: `an access list keeps this machine from ${all ? 'everything' : 'the token endpoint only'}`,
        set: { ...up, 'databricks.ipAccessList': all ? 'blocks_everything' : 'blocks_tokens' },
      };
    }
    if (answer.status === 429) {
      const after = answer.headers.get('retry-after') ?? 'none';
      return { answer: `429, Retry-After: ${after}`, set: { 'databricks.tokenOutage': 'throttled' } };
    }
    if (answer.status >= 500) {
      const type = answer.headers.get('content-type') ?? 'no type';
      return { answer: `${answer.status} with ${type}`, set: { 'databricks.tokenOutage': 'html_502' } };
    }
    return { because: `it answers ${answer.status} in a shape that is not known` };
  },
};
