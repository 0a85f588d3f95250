// One viewer who asks for embed URLs without end, where each costs a derivation.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startDemo } from '../support/demo.ts';
import { createVisitor } from '../support/visitor.ts';

it('a hundred URLs at once of one viewer hold up nobody else, and most are told to come later [RL-04]', async () => {
  await using demo = await startDemo({ env: { SIGMA_EMBED_FRESH_SALT_PER_TOKEN: 'true' } });
  const [ana, ben] = [createVisitor(demo.origin), createVisitor(demo.origin)];
  await ana.signIn('ana@example.com');
  await ben.signIn('ben@example.com');
  const ends: string[] = [];
  const ask = async (name: string, visitor: typeof ana) => {
    const answer = await visitor.mint();
    ends.push(`${name} ${answer.status}`);
    return answer;
  };
  const storm = Array.from({ length: 100 }, () => ask('ana', ana));
  await Promise.race(storm);
  assert.equal((await ask('ben', ben)).status, 200);
  const answers = await Promise.all(storm);
  assert.ok(ends.indexOf('ben 200') < ends.lastIndexOf('ana 200'), 'he waited for some of hers, not for all');
  const refused = answers.filter(({ status }) => status === 429);
  assert.ok(refused.length >= 50, `${refused.length} of 100`);
  for (const answer of refused) {
    assert.equal(answer.json()['code'], 'too_many_requests');
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
  }
  assert.equal((await ana.get('/api/session')).status, 200, 'she stays signed in');
});
