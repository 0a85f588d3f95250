// What a frame does whose token Databricks does not take, and one that has no token at all.
import type { Message } from '../browser/frames.ts';
import type { Finding, Probe } from '../probe.ts';
import { inWords, type SigmaRoom } from './room.ts';
import type { Change } from './embed-urls.ts';

/** Looks like a token and is none, as one looks whose time is over. */
export const DEAD_TOKEN = 'made-up-by-a-probe';

export const TROUBLE = ['workbook:chart:error', 'workbook:dataloaded', 'workbook:error'];

export const tokenDeath: Probe = {
  id: 'token-death',
  vendor: 'sigma',
  question: 'What does a frame show when Databricks does not take its token?',
  settles: ['sigma.tokenDeath'],
  needs: ['sign_in', 'embed'],
  ask: async ({ sigma }) =>
    await troubleOf(sigma, { tokens: { [sigma.connectionId]: DEAD_TOKEN } }, 'sigma.tokenDeath'),
};

export const missingToken: Probe = {
  id: 'missing-token',
  vendor: 'sigma',
  question: 'What does a frame show that has no token?',
  settles: ['sigma.missingToken'],
  needs: ['sign_in', 'embed'],
  ask: async ({ sigma }) =>
    await troubleOf(sigma, { claims: { connection_oauth_tokens: undefined } }, 'sigma.missingToken'),
};

async function troubleOf(sigma: SigmaRoom, change: Change, name: string): Promise<Finding> {
  const outcome = await sigma.load(await sigma.url(change), { until: TROUBLE });
  if (outcome.kind === 'refused')
    return { answer: `the frame as a whole: ${inWords(outcome)}`, set: { [name]: 'sign_in_page' } };
  if (outcome.kind === 'silent') return { because: 'nothing was heard of the frame: look at it' };
  const ended = errorOf(outcome.messages, 'workbook:error');
  if (ended !== undefined) return { answer: `the frame as a whole: ${ended}`, set: { [name]: 'sign_in_page' } };
  const chart = errorOf(outcome.messages, 'workbook:chart:error');
  return chart === undefined
    ? { because: 'the frame shows data, or says nothing of what it shows: look at it' }
    : { answer: `each element: ${chart}`, set: { [name]: 'chart_errors' } };
}

/** Code and sentence of the first such message. */
export function errorOf(messages: readonly Message[], type: string): string | undefined {
  const error = messages.find((one) => one.type === type);
  return error === undefined ? undefined : `${error.code ?? ''} ${error.message ?? ''}`.trim().slice(0, 200);
}
