// What a frame tells the page around it when its `exp` comes.
import { found, type Probe } from '../probe.ts';
import { inWords } from './room.ts';

const LIFE_SECONDS = 20;

export const endError: Probe = {
  id: 'end-error',
  vendor: 'sigma',
  question: 'Does a frame send `workbook:error` when its `exp` comes?',
  settles: ['sigma.endError'],
  needs: ['sign_in', 'embed'],
  async ask({ now, sigma, wait }) {
    const iat = Math.floor(now() / 1000);
    const first = await sigma.load(await sigma.url({ claims: { iat, exp: iat + LIFE_SECONDS } }));
    if (first.kind !== 'loaded') return { because: `a session of ${LIFE_SECONDS} s does not load: ${inWords(first)}` };
    await wait(LIFE_SECONDS * 1000);
    const messages = await sigma.frames.listen({ frame: 'a', until: ['workbook:error'] });
    const error = messages.find(({ type }) => type === 'workbook:error');
    const answer =
      error === undefined ? 'no, it goes on without a word' : `yes: ${error.code ?? ''} ${error.message ?? ''}`.trim();
    return found(answer, 'sigma.endError', error === undefined ? 'not_sent' : 'sent');
  },
};
