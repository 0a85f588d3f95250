// Whether a load that is refused has spent its `jti`.
import { randomUUID } from 'node:crypto';
import { found, type Probe } from '../probe.ts';
import { inWords } from './room.ts';

export const failedLoad: Probe = {
  id: 'failed-load',
  vendor: 'sigma',
  question: 'Has a load that is refused (for its token) spent its `jti`?',
  settles: ['sigma.failedLoadSpendsJti'],
  needs: ['sign_in', 'embed'],
  async ask({ sigma, wait }) {
    const claims = { jti: randomUUID() };
    const bad = await sigma.load(await sigma.url({ claims, rewrite: () => 'no.encrypted.token.this' }));
    if (bad.kind === 'loaded') return { because: 'a token that cannot be opened does not keep it from loading' };
    // Beyond a grace in which a used `jti` may load again.
    await wait(61_000);
    const good = await sigma.load(await sigma.url({ claims }));
    const answer = good.kind === 'loaded' ? 'no: the same `jti` loads afterwards' : `yes: ${inWords(good)}`;
    return found(answer, 'sigma.failedLoadSpendsJti', good.kind !== 'loaded');
  },
};
