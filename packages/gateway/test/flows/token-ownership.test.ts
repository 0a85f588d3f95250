// Five hundred people at once, with tokens that say whose they are: nobody ever gets another's.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { drive } from '../support/driven-time.ts';
import { json } from '../support/fake-databricks.ts';
import { startGateways } from '../support/gateways.ts';
import { personOf } from '../support/model-databricks.ts';

const MINUTE = 60_000;
const PEOPLE = 500;
const ROUNDS = 5;

it(`${PEOPLE} people, ${ROUNDS} mints each and at once, with mixed expiry and failing refreshes: every token is its owner's [RF-12] [EM-08]`, async () => {
  await using world = await startGateways({ count: 2, isDriven: true });
  const people: { name: string; cookie: string }[] = [];
  for (let n = 0; n < PEOPLE; n += 1) {
    const name = `p${n}`;
    people.push({ name, cookie: await world.signIn(name) });
    // Tokens end at different times.
    if (n % 50 === 49) world.clock.sleep(MINUTE);
  }
  // The first URL of a gateway derives a key, in real time.
  for (let n = 0; n < world.count; n += 1) await world.mint(people[0]?.cookie ?? '', n);
  let urls = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    world.clock.sleep(round % 2 === 0 ? 9 * MINUTE : 21 * MINUTE);
    // Past the pause that follows a failed refresh.
    world.clock.advance(10_000);
    // Every seventh refresh is answered badly, although it happened.
    for (const [index, { name }] of people.entries()) {
      if ((index + round) % 7 === 0) world.databricks.spoil.set(name, () => json({ error: 'server_error' }, 503));
    }
    const shuffled = people.toSorted((a, b) => ((a.name.length * 31 + round) % 7) - ((b.name.length * 17 + round) % 5));
    const answers = await drive(
      world.clock,
      Promise.all(
        shuffled.map(async ({ cookie, name }, index) => ({ name, minted: await world.mint(cookie, index % 2) })),
      ),
    );
    for (const { minted, name } of answers) {
      const { claims, status, token } = minted;
      if (status !== 200) continue;
      urls += 1;
      assert.equal(personOf(token ?? ''), name);
      assert.equal(claims['sub'], `${name}@example.com`);
    }
  }
  assert.ok(urls > (PEOPLE * ROUNDS) / 2, `${urls} URLs were made`);
});
