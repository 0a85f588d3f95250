// A person at `oidc-provider`'s own pages: types a name, allows or leaves.
import type { Answer, Visitor } from './visitor.ts';

/** From the authorization URL to the callback URL, which is not opened. */
export async function signInAtForeign(
  visitor: Visitor,
  authorization: string,
  person: { readonly login: string; readonly decision?: 'allow' | 'leave' },
): Promise<string> {
  let answer = await visitor.get(authorization);
  for (let step = 0; step < 10; step += 1) {
    if (answer.location?.startsWith(visitor.origin)) return answer.location;
    if (answer.location !== undefined) answer = await visitor.get(answer.location);
    else if (person.decision === 'leave') answer = await visitor.get(`${answer.url}/abort`);
    else answer = await submit(visitor, answer, person.login);
  }
  throw new Error(`the sign-in leads nowhere: ${answer.status} ${answer.url}`);
}

async function submit(visitor: Visitor, page: Answer, login: string): Promise<Answer> {
  const prompt = /name="prompt" value="(\w+)"/.exec(page.text)?.[1];
  if (page.status !== 200 || prompt === undefined) throw new Error(`no form: ${page.status} ${page.text}`);
  return await visitor.send('POST', page.url, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ prompt, login, password: 'any' }).toString(),
  });
}
