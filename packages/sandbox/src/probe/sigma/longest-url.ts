// How long an embed URL may be. A control that no workbook has fills it up.
import { found, type Probe } from '../probe.ts';
import { smallestRefused } from './smallest-refused.ts';

/** Beyond it, web servers refuse by themselves. */
const LONGEST = 15_000;

export const longestUrl: Probe = {
  id: 'longest-url',
  vendor: 'sigma',
  question: 'How many characters may an embed URL have?',
  settles: ['sigma.longestUrl'],
  needs: ['sign_in', 'embed'],
  async ask({ sigma }) {
    const shortest = (await sigma.url({ query: 'Probe=&' })).length;
    const accepts = async (length: number): Promise<boolean> => {
      const filler = 'x'.repeat(length - shortest);
      return (await sigma.load(await sigma.url({ query: `Probe=${filler}&` }))).kind === 'loaded';
    };
    const limit = await smallestRefused(shortest, LONGEST, accepts);
    if (limit === undefined) return { answer: `more than ${LONGEST}`, set: {} };
    if (limit === shortest)
      return { because: 'a parameter that is no control of the workbook is refused at any length' };
    return found(String(limit - 1), 'sigma.longestUrl', limit - 1);
  },
};
