// Signs a visitor out as the form of our own page does it.
import type { Answer, Visitor } from './visitor.ts';

export async function signOut(visitor: Visitor): Promise<Answer> {
  const page = await visitor.get(`${visitor.basePath}/logout`);
  const token = /name="form_token" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  return await visitor.send('POST', `${visitor.basePath}/logout`, {
    headers: { origin: visitor.origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ form_token: token }).toString(),
  });
}
