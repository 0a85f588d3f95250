// What a credential for Sigma's REST API shows: how it signs in, how often it may, and whether its user has signed in further.
import { send, inShort, type Answer } from '../databricks/send.ts';
import { found, type Probe } from '../probe.ts';
import { Unsettled } from '../unsettled.ts';
import type { SigmaRoom } from './room.ts';

/** The documented pace is one call a second. */
const PACE_MS = 1100;

type Way = 'basic' | 'body';

function askToken({ api, fetch }: SigmaRoom, way: Way): Promise<Answer> {
  if (api === undefined) throw new Unsettled('it needs a credential for the REST API');
  const { clientId, origin, secret } = api;
  const form = {
    grant_type: 'client_credentials',
    ...(way === 'body' && { client_id: clientId, client_secret: secret }),
  };
  const basic = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
  return send(fetch, `${origin}/v2/auth/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
    ...(way === 'basic' && { headers: { authorization: basic } }),
  });
}

/** The first answer with a token, and the way in which it came. */
async function anyToken(sigma: SigmaRoom, wait: (ms: number) => Promise<void>): Promise<{ token: string; way: Way }> {
  for (const way of ['body', 'basic'] as const) {
    await wait(PACE_MS);
    const { json } = await askToken(sigma, way);
    if (typeof json['access_token'] === 'string') return { token: json['access_token'], way };
  }
  throw new Unsettled('the credential for the REST API gets no token (another region?)');
}

export const tokenAuthentication: Probe = {
  id: 'token-authentication',
  vendor: 'sigma',
  question: "Where does the token endpoint of Sigma's REST API read the credential?",
  settles: ['sigma.tokenAuthentication'],
  needs: ['api'],
  async ask({ sigma, wait }) {
    const body = await askToken(sigma, 'body');
    await wait(PACE_MS);
    const basic = await askToken(sigma, 'basic');
    const answer = `in the body: ${inShort(body)}; by Basic: ${inShort(basic)}`;
    if (body.status !== 200 && basic.status !== 200) return { because: `it takes neither (${answer})` };
    const position = basic.status !== 200 ? 'body' : body.status === 200 ? 'either' : 'basic';
    return found(answer, 'sigma.tokenAuthentication', position);
  },
};

export const tokenPace: Probe = {
  id: 'token-pace',
  vendor: 'sigma',
  question: 'May a credential ask that endpoint twice within a second?',
  settles: ['sigma.tokenPace'],
  needs: ['api'],
  async ask({ sigma, wait }) {
    const { way } = await anyToken(sigma, wait);
    const again = await askToken(sigma, way);
    if (again.status === 200) return found('yes', 'sigma.tokenPace', 'unlimited');
    return again.status === 429
      ? found(`no: ${inShort(again)}`, 'sigma.tokenPace', 'one_per_second')
      : { because: `the second call answers ${inShort(again)}` };
  },
};

export const connectionSignIn: Probe = {
  id: 'connection-sign-in',
  vendor: 'sigma',
  question: 'Has the user of the API credential signed in to the OAuth connection?',
  settles: ['sigma.connectionSignIn'],
  needs: ['api', 'embed'],
  async ask({ sigma, wait }) {
    const { token } = await anyToken(sigma, wait);
    const path = `/v2/connections/${encodeURIComponent(sigma.connectionId)}/test`;
    const headers = { authorization: `Bearer ${token}` };
    const answer = await send(sigma.fetch, `${sigma.api?.origin ?? ''}${path}`, { headers });
    const { read } = answer.json;
    if (read === 'SUCCESS') return found('its test reads', 'sigma.connectionSignIn', 'done');
    return read === 'FAILED'
      ? found('its test fails to read', 'sigma.connectionSignIn', 'missing')
      : { because: `the test of the connection answers ${inShort(answer)}` };
  },
};
