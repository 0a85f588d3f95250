// One viewer who asks for embed URLs without end, where each access token costs a derivation.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startDemo } from '../support/demo.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

const FRESH_SALTS = { env: { SIGMA_EMBED_FRESH_SALT_PER_TOKEN: 'true' } };

/** What Sigma gets of the access token. */
function encryptedToken(embedUrl: unknown): string {
  const jwt = new URL(String(embedUrl)).searchParams.get(':jwt') ?? '';
  const claims = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
    readonly connection_oauth_tokens: Readonly<Record<string, string>>;
  };
  return Object.values(claims.connection_oauth_tokens)[0] ?? '';
}

it('a hundred URLs at once of one session cost one derivation [RL-04] [EM-07]', async () => {
  await using demo = await startDemo(FRESH_SALTS);
  const visitor = createVisitor(demo.origin);
  await visitor.signIn('ana@example.com');
  const answers = await Promise.all(Array.from({ length: 100 }, () => visitor.mint()));
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  assert.equal(new Set(answers.map((answer) => encryptedToken(answer.json()['embedUrl']))).size, 1);
  assert.equal(new Set(answers.map((answer) => answer.json()['embedUrl'])).size, 100, 'each URL is another');
});

it('forty sessions of one viewer hold up nobody else, and most are told to come later [RL-04]', async () => {
  await using demo = await startDemo(FRESH_SALTS);
  const ben = createVisitor(demo.origin);
  await ben.signIn('ben@example.com');
  const hers = Array.from({ length: 40 }, () => createVisitor(demo.origin));
  for (const visitor of hers) await visitor.signIn('ana@example.com');
  const ends: string[] = [];
  const ask = async (name: string, visitor: Visitor) => {
    const answer = await visitor.mint();
    ends.push(`${name} ${answer.status}`);
    return answer;
  };
  const storm = hers.map((visitor) => ask('ana', visitor));
  await Promise.race(storm);
  assert.equal((await ask('ben', ben)).status, 200);
  const answers = await Promise.all(storm);
  assert.ok(ends.indexOf('ben 200') < ends.lastIndexOf('ana 200'), 'he waited for some of hers, not for all');
  const refused = answers.filter(({ status }) => status === 429);
  assert.ok(refused.length >= 20, `${refused.length} of 40`);
  for (const answer of refused) {
    assert.equal(answer.json()['code'], 'too_many_requests');
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
  }
  const again = hers.find((_, n) => answers[n]?.status === 429);
  assert.equal((await again?.mint())?.status, 200, 'who comes later gets one');
});
