// What can be seen in the headers of an embed page, without a browser: who may frame it, and whether it sets cookies.
import { send } from '../databricks/send.ts';
import { found, type Probe } from '../probe.ts';

export const frameAncestors: Probe = {
  id: 'frame-ancestors',
  vendor: 'sigma',
  question: 'Do the headers say who may frame an embed?',
  settles: ['sigma.frameAncestors'],
  needs: ['sign_in', 'embed'],
  async ask({ sigma }) {
    const { headers } = await send(sigma.fetch, await sigma.url(), { method: 'HEAD' });
    const rule = /frame-ancestors ([^;]*)/.exec(headers.get('content-security-policy') ?? '')?.[1]?.trim();
    const old = headers.get('x-frame-options');
    const nobody = rule === "'none'" || old?.toLowerCase() === 'deny';
    if (nobody) return found(`nobody: ${rule ?? old}`, 'sigma.frameAncestors', 'none');
    if (rule === undefined && old === null) return found('no', 'sigma.frameAncestors', 'any');
    return rule === '*' ? found('anybody', 'sigma.frameAncestors', 'any') : { answer: `some: ${rule ?? old}`, set: {} };
  },
};

export const embedSession: Probe = {
  id: 'embed-session',
  vendor: 'sigma',
  question: 'Does loading an embed set cookies, which third-party rules may block?',
  settles: ['sigma.embedSession'],
  needs: ['sign_in', 'embed'],
  async ask({ sigma }) {
    const { headers } = await send(sigma.fetch, await sigma.url());
    const names = headers.getSetCookie().map((line) => line.split('=')[0]);
    return names.length === 0
      ? found('no', 'sigma.embedSession', 'page')
      : found(
          `yes: ${names.join(', ')}; whether one is the session, a browser that blocks them will show`,
          'sigma.embedSession',
          'cookie',
        );
  },
};
