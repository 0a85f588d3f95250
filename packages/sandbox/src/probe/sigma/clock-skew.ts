// By how much `exp` may be past.
import { found, type Probe } from '../probe.ts';
import { smallestRefused } from './smallest-refused.ts';

/** Longest tolerance that is looked for, in seconds. */
const LONGEST = 600;

export const clockSkew: Probe = {
  id: 'clock-skew',
  vendor: 'sigma',
  question: 'By how many seconds may `exp` be past?',
  settles: ['sigma.clockSkewSeconds'],
  needs: ['sign_in', 'embed'],
  async ask({ now, sigma }) {
    const accepts = async (seconds: number): Promise<boolean> => {
      const exp = Math.floor(now() / 1000) - seconds;
      return (await sigma.load(await sigma.url({ claims: { iat: exp - 600, exp } }))).kind === 'loaded';
    };
    const limit = await smallestRefused(0, LONGEST, accepts);
    return limit === undefined
      ? { answer: `by more than ${LONGEST}`, set: {} }
      : found(`by less than ${limit + 1}, by this machine's clock`, 'sigma.clockSkewSeconds', limit);
  },
};
