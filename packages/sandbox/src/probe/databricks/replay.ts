// What a used refresh token does when it comes again. May end the sign-ins of this app, so it asks last, and only when told to.
import type { Probe } from '../probe.ts';
import { inShort } from './send.ts';
import { session, textOf } from './session.ts';

export const replay: Probe = {
  id: 'replay',
  vendor: 'databricks',
  question: 'What does a refresh token do that comes a second time: work, fail, or end the sign-in?',
  settles: ['app.refreshMode', 'databricks.singleUseReplay'],
  needs: ['sign_in', 'write'],
  async ask({ databricks }) {
    const viewer = await session(databricks);
    const old = viewer.refreshToken();
    const fresh = textOf((await viewer.refresh()).json['refresh_token']);
    if (old === undefined || fresh === undefined || old === fresh) {
      return { answer: 'it works again and again', set: { 'app.refreshMode': 'multi_use' } };
    }
    const again = await databricks.token({ grant_type: 'refresh_token', refresh_token: old });
    if (again.status === 200) {
      return {
        answer: 'it works, though a new one was given: it is good for many uses, or for a while',
        set: { 'app.refreshMode': 'multi_use' },
      };
    }
    const next = await databricks.token({ grant_type: 'refresh_token', refresh_token: fresh });
    return next.status === 200
      ? {
          answer: `it fails (${inShort(again)}), and the new one goes on working`,
          set: { 'app.refreshMode': 'rotate', 'databricks.singleUseReplay': 'is_refused' },
        }
      : {
          answer: `it fails (${inShort(again)}), and the new one fails from then on (${inShort(next)})`,
          set: { 'app.refreshMode': 'rotate_family', 'databricks.singleUseReplay': 'ends_grant' },
        };
  },
};
