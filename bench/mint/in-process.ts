// One URL without HTTP: encrypt, claims, sign, URL. Run as a process of its own; prints microseconds per URL as JSON.
import { createMinter, secret, systemClock, systemRandom } from '@sigma-embed/gateway/sigma';
import { referenceUrl } from './reference.ts';
import { ACCESS_TOKEN, CONNECTION, CREDENTIAL, WORKBOOK } from './task.ts';

const minter = createMinter({
  clientId: CREDENTIAL.clientId,
  secret: secret(CREDENTIAL.secret),
  clock: systemClock,
  random: systemRandom,
});
const request = {
  url: WORKBOOK,
  subject: 'ana@example.com',
  user: { kind: 'embed', accountType: 'View', teams: ['Sales_People'] },
  endsAt: systemClock.now() + 9e9,
  sessionLengthSeconds: 3600,
} as const;
/** As after every refresh: a token that was not encrypted before. */
const mint = () => minter.mint({ ...request, connectionTokens: { [CONNECTION]: secret(ACCESS_TOKEN) } });

const BATCH = 20_000;
await minter.ready();
for (let n = 0; n < BATCH; n += 1) await mint();
const batches: number[] = [];
for (let round = 0; round < 5; round += 1) {
  const startedAt = performance.now();
  for (let n = 0; n < BATCH; n += 1) await mint();
  batches.push(((performance.now() - startedAt) * 1000) / BATCH);
}
const reference: number[] = [];
for (let n = 0; n < 10; n += 1) {
  const startedAt = performance.now();
  referenceUrl();
  reference.push((performance.now() - startedAt) * 1000);
}
process.stdout.write(JSON.stringify({ mint: batches, reference }));
