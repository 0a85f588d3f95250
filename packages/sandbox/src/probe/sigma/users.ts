// Who may load an embed. Two of them make users at Sigma, which stay there.
import { randomBytes } from 'node:crypto';
import { found, type Probe } from '../probe.ts';
import { errorOf, TROUBLE } from './dead-token.ts';
import { inWords, type SigmaRoom } from './room.ts';

const newcomer = (middle: string, domain = 'example.com'): string =>
  `probe${middle}${randomBytes(4).toString('hex')}@${domain}`;

const loads = async (sigma: SigmaRoom, sub: string) => await sigma.load(await sigma.url({ claims: { sub } }));

export const autoCreateUsers: Probe = {
  id: 'auto-create-users',
  vendor: 'sigma',
  question: 'Does somebody whom Sigma does not know become a user at the first load?',
  settles: ['sigma.autoCreateUsers'],
  needs: ['sign_in', 'embed', 'write'],
  async ask({ sigma }) {
    const outcome = await loads(sigma, newcomer('-'));
    const answer = outcome.kind === 'loaded' ? 'yes' : `no: ${inWords(outcome)}`;
    return found(answer, 'sigma.autoCreateUsers', outcome.kind === 'loaded');
  },
};

export const subUnderscore: Probe = {
  id: 'sub-underscore',
  vendor: 'sigma',
  question: 'May `sub` have an underscore, before or behind the @?',
  settles: ['sigma.subUnderscore'],
  needs: ['sign_in', 'embed', 'write'],
  async ask({ sigma }) {
    const plain = await loads(sigma, newcomer('-'));
    if (plain.kind !== 'loaded') return { because: `no newcomer loads: ${inWords(plain)}` };
    const before = await loads(sigma, newcomer('_'));
    if (before.kind !== 'loaded') return found(`no: ${inWords(before)}`, 'sigma.subUnderscore', 'refuse');
    const behind = await loads(sigma, newcomer('-', 'exam_ple.com'));
    return behind.kind === 'loaded'
      ? found('yes, both', 'sigma.subUnderscore', 'accept')
      : found(`before it only: ${inWords(behind)}`, 'sigma.subUnderscore', 'refuse_in_domain');
  },
};

export const internalUser: Probe = {
  id: 'internal-user',
  vendor: 'sigma',
  question: 'Are the tokens used of somebody who has a Sigma login of their own?',
  settles: ['sigma.internalUserTokens'],
  needs: ['sign_in', 'embed', 'internal_user'],
  async ask({ sigma }) {
    const claims = { sub: sigma.internalUser, account_type: undefined, teams: undefined };
    const outcome = await sigma.load(await sigma.url({ claims }), { until: TROUBLE });
    if (outcome.kind === 'loaded') {
      const trouble = errorOf(outcome.messages, 'workbook:chart:error') ?? errorOf(outcome.messages, 'workbook:error');
      return trouble === undefined
        ? found('yes', 'sigma.internalUserTokens', 'used')
        : found(`no: ${trouble}`, 'sigma.internalUserTokens', 'ignored');
    }
    return outcome.kind === 'refused' && /sign in/i.test(outcome.message)
      ? found(`no: ${inWords(outcome)}`, 'sigma.internalUserTokens', 'ignored')
      : { because: `this user is refused for another reason: ${inWords(outcome)}` };
  },
};
