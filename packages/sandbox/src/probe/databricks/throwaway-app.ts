// An app connection that a probe makes and deletes again, as an account admin. Knows no question.
import type { ProbeRoom } from '../probe.ts';
import { Unsettled } from '../unsettled.ts';
import type { App, DatabricksRoom } from './room.ts';
import { inShort, send, type Answer } from './send.ts';

export interface ThrowawayApp extends App {
  readonly id: string;
  /** Deletes it ahead of time. */
  remove(): Promise<void>;
}

/** Longer than the half hour that the vendor names. */
const LONGEST_MS = 2_100_000;

/** Calls the API of app connections. */
export async function callApps(room: DatabricksRoom, method: string, path: string, body?: object): Promise<Answer> {
  const { admin, fetch } = room.options;
  if (admin === undefined) throw new Unsettled('it needs an account admin');
  const token = await send(fetch, `${admin.accountOrigin}/oidc/accounts/${admin.accountId}/v1/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${admin.id}:${admin.secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'all-apis' }),
  });
  if (token.status !== 200) throw new Unsettled(`the account admin gets no token (${inShort(token)})`);
  const url = `${admin.accountOrigin}/api/2.0/accounts/${admin.accountId}/oauth2/custom-app-integrations${path}`;
  return await send(fetch, url, {
    method,
    headers: { authorization: `Bearer ${String(token.json['access_token'])}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** Makes one for `use` and deletes it afterwards, whatever happens. */
export async function withApp<Result>(
  room: DatabricksRoom,
  use: (app: ThrowawayApp) => Promise<Result>,
): Promise<Result> {
  const made = await callApps(room, 'POST', '', {
    name: 'Probe of a sandbox, may be deleted',
    redirect_urls: [room.options.redirectUri],
    confidential: true,
    scopes: ['all-apis', 'offline_access', 'openid', 'profile', 'email', 'sql'],
  });
  if (made.status !== 200) throw new Unsettled(`no app connection can be made (${inShort(made)})`);
  const { client_id: clientId, client_secret: clientSecret, integration_id: id } = made.json;
  let isThere = true;
  const remove = async (): Promise<void> => {
    if (isThere) await callApps(room, 'DELETE', `/${String(id)}`);
    isThere = false;
  };
  try {
    return await use({ id: String(id), clientId: String(clientId), clientSecret: String(clientSecret), remove });
  } finally {
    await remove();
  }
}

/** Waits until the sign-in page knows the app. Resolves with how long that took, in seconds. */
export async function untilKnown({ databricks, now, wait }: ProbeRoom, app: App): Promise<number> {
  const startedAt = now();
  for (;;) {
    const url = await databricks.authorizationUrl({ client_id: app.clientId });
    const { status } = await send(databricks.options.fetch, url.href);
    const waited = now() - startedAt;
    if (status < 400) return Math.round(waited / 1000);
    if (waited > LONGEST_MS) throw new Unsettled('a new app connection was still unknown after 35 minutes');
    await wait(waited < 60_000 ? 1000 : 15_000);
  }
}
