// What a second load of the same user does to a frame that is open. The second one has a token that Databricks does not take,
// so a first frame that gets it fails at its next query.
import { found, type Probe } from '../probe.ts';
import { DEAD_TOKEN, errorOf, TROUBLE } from './dead-token.ts';
import { inWords } from './room.ts';

export const secondLoad: Probe = {
  id: 'second-load',
  vendor: 'sigma',
  question: 'What does a second load of the same user do to a frame that is open?',
  settles: ['sigma.secondLoad'],
  needs: ['sign_in', 'embed'],
  async ask({ sigma }) {
    const first = await sigma.load(await sigma.url(), { until: ['workbook:dataloaded'] });
    if (first.kind !== 'loaded') return { because: `the first frame does not load: ${inWords(first)}` };
    const control = numberIn(first.messages.find(({ type }) => type === 'workbook:loaded')?.variables);
    if (control === undefined) return { because: 'the workbook has no control with a number, to make it query again' };
    const second = await sigma.load(await sigma.url({ tokens: { [sigma.connectionId]: DEAD_TOKEN } }), {
      frame: 'b',
      until: TROUBLE,
    });
    const message = { type: 'workbook:variables:update', variables: { [control.id]: String(control.value + 1) } };
    const messages = await sigma.frames.listen({
      frame: 'a',
      send: message,
      until: ['workbook:dataloaded', 'workbook:error'],
    });
    const whole = errorOf(messages, 'workbook:error');
    const chart = errorOf(messages, 'workbook:chart:error');
    const name = 'sigma.secondLoad';
    if (chart !== undefined) return found(`it gets the second token: ${chart}`, name, 'replaces_token');
    if (messages.every(({ type }) => type !== 'workbook:dataloaded') && whole === undefined) {
      return { because: 'the first frame says nothing more: look at it' };
    }
    if (whole === undefined) return found('nothing: it goes on with its own token', name, 'independent');
    const same = second.kind === 'loaded' ? errorOf(second.messages, 'workbook:error') : inWords(second);
    return whole === same
      ? found(`it gets the second token: ${whole}`, name, 'replaces_token')
      : found(`it ends: ${whole}`, name, 'ends_first');
  },
};

function numberIn(variables: Readonly<Record<string, string>> = {}): { id: string; value: number } | undefined {
  const [id, value] = Object.entries(variables).find(([, text]) => /^\d+$/.test(text)) ?? [];
  return id === undefined ? undefined : { id, value: Number(value) };
}
