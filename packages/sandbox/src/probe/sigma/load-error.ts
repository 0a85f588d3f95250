// Whether a refused load tells the page around it.
import { found, type Probe } from '../probe.ts';
import { inWords } from './room.ts';

export const loadError: Probe = {
  id: 'load-error',
  vendor: 'sigma',
  question: 'Does a refused load (a wrong signature) send `workbook:error`?',
  settles: ['sigma.loadError'],
  needs: ['sign_in', 'embed'],
  async ask({ sigma }) {
    const outcome = await sigma.load(await sigma.url({ secret: 'not-the-secret-of-this-credential' }));
    if (outcome.kind === 'loaded')
      return { because: 'it loads with a wrong signature, so this is no embed of a credential' };
    const sent = outcome.kind === 'refused';
    return found(
      sent ? `yes: ${inWords(outcome)}` : 'no, nothing is heard of it',
      'sigma.loadError',
      sent ? 'sent' : 'not_sent',
    );
  },
};
