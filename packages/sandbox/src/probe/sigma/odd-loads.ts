// URLs that are odd in one way. Each loads or is refused, and that is the answer. One row per question.
import type { Probe } from '../probe.ts';
import type { Change } from './embed-urls.ts';
import { inWords, type SigmaRoom } from './room.ts';

interface OddLoad {
  readonly id: string;
  readonly question: string;
  readonly change: Change | ((room: SigmaRoom, now: number) => Change);
  /** Rewrites the whole URL. */
  readonly rewrite?: (url: string) => string;
  /** The switch and its positions; none where the sandbox has no switch for it. */
  readonly settles?: readonly [name: string, loads: string | boolean, refused: string | boolean];
}

const DAY_SECONDS = 86_400;

const ROWS: readonly OddLoad[] = [
  {
    id: 'unknown-connection',
    question: 'May the tokens hold one for a connection that does not exist?',
    change: { tokens: { 'probe-no-such-connection': 'made-up' } },
    settles: ['sigma.unknownConnection', 'ignore', 'refuse'],
  },
  {
    id: 'eval-connection',
    question: 'May `eval_connection_id` stand beside OAuth tokens?',
    change: ({ connectionId }) => ({ claims: { eval_connection_id: connectionId } }),
    settles: ['sigma.evalConnection', 'ignore', 'refuse'],
  },
  {
    id: 'unknown-attribute',
    question: 'May a user attribute be one that the organization does not have?',
    change: { claims: { user_attributes: { probe_no_such_attribute: '1' } } },
    settles: ['sigma.unknownAttribute', 'ignore', 'refuse'],
  },
  {
    id: 'unknown-account-type',
    question: 'May the account type be one that the organization does not have?',
    change: { claims: { account_type: 'Probe No Such Type' } },
    settles: ['sigma.unknownAccountType', 'ignore', 'refuse'],
  },
  {
    id: 'unknown-parameter',
    question: 'May the URL have a parameter that Sigma does not know?',
    change: { query: ':probe_no_such_parameter=1&' },
    settles: ['sigma.unknownParameter', 'ignore', 'refuse'],
  },
  {
    id: 'encoded-names',
    question: 'May the colons of parameter names be encoded (%3Aembed)?',
    change: {},
    rewrite: (url) => url.replace('?:embed', '?%3Aembed').replace('&:jwt', '&%3Ajwt'),
    settles: ['sigma.encodedNames', 'accept', 'refuse'],
  },
  {
    id: 'audience-array',
    question: 'May `aud` be an array that holds the audience?',
    change: { claims: { aud: ['sigmacomputing'] } },
    settles: ['sigma.audienceArray', 'accept', 'refuse'],
  },
  {
    id: 'future-iat',
    question: 'May `iat` lie an hour in the future?',
    change: (_room, now) => ({ claims: { iat: now + 3600, exp: now + 7200 } }),
    settles: ['sigma.futureIat', 'accept', 'refuse'],
  },
  {
    id: 'token-base64',
    question: 'May encrypted tokens be written in base64url without padding?',
    change: { rewrite: (text) => text.replaceAll('=', '').replaceAll('+', '-').replaceAll('/', '_') },
    settles: ['sigma.tokenBase64', 'lenient', 'strict'],
  },
  {
    id: 'session-length',
    question: 'May a session last longer than the 30 days that are documented?',
    change: (_room, now) => ({ claims: { iat: now, exp: now + 30 * DAY_SECONDS + 60 } }),
  },
];

export const oddLoads: readonly Probe[] = ROWS.map(({ change, id, question, rewrite = (url) => url, settles }) => ({
  id,
  vendor: 'sigma',
  question,
  settles: settles === undefined ? [] : [settles[0]],
  needs: ['sign_in', 'embed'],
  async ask({ now, sigma }) {
    const odd = typeof change === 'function' ? change(sigma, Math.floor(now() / 1000)) : change;
    const outcome = await sigma.load(rewrite(await sigma.url(odd)));
    const answer = outcome.kind === 'loaded' ? 'yes, it loads' : `no: ${inWords(outcome)}`;
    if (settles === undefined) return { answer, set: {} };
    const [name, loads, refused] = settles;
    return { answer, set: { [name]: outcome.kind === 'loaded' ? loads : refused } };
  },
}));
