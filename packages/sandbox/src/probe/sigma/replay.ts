// Whether a URL loads twice, and if so, for how long after its first load.
import type { Probe } from '../probe.ts';
import { inWords } from './room.ts';

/** Seconds after the first load at which the same URL is loaded again, until it is refused. */
const AGES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60];

export const embedReplay: Probe = {
  id: 'embed-replay',
  vendor: 'sigma',
  question: 'May a URL load more than once, and for how long?',
  settles: ['sigma.singleUse', 'sigma.replayGraceSeconds'],
  needs: ['sign_in', 'embed'],
  async ask({ sigma, wait }) {
    const url = await sigma.url();
    const first = await sigma.load(url);
    if (first.kind !== 'loaded') return { because: `it did not load the first time: ${inWords(first)}` };
    let before = 0;
    for (const age of AGES) {
      await wait((age - before) * 1000);
      before = age;
      const again = await sigma.load(url);
      if (again.kind !== 'loaded') {
        const set = { 'sigma.singleUse': true, 'sigma.replayGraceSeconds': age };
        return { answer: age === 0 ? `no: ${inWords(again)}` : `yes, for less than ${age} s: ${inWords(again)}`, set };
      }
    }
    return { answer: `yes, still after ${before} s`, set: { 'sigma.singleUse': false } };
  },
};
