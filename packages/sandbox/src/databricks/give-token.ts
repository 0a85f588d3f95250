// Gives a person's access token to a test, as if that person had just signed in through the registered app.
import type { Issuer } from './issuers.ts';
import { logIssued, tokenAnswer, type TokenRoom } from './mint.ts';

/** @throws TypeError for somebody who cannot sign in here. */
export async function giveToken(room: TokenRoom, issuer: Issuer, email: string): Promise<string> {
  const { apps, people } = room.world;
  const person = people.find((one) => one.email === email);
  const [app] = apps;
  if (person === undefined || app === undefined) throw new TypeError(`Nobody signs in here as ${email}.`);
  const { accessTtlSeconds: ttlSeconds, clientId, scopes } = app;
  const grant = room.grants.open({ person, clientId, issuer, scopes, viaApp: true });
  const answer = (await tokenAnswer(room, grant, { ttlSeconds })) as { readonly access_token: string };
  logIssued(room, grant);
  return answer.access_token;
}
