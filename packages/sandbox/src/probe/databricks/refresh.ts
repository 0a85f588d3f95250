// What a refresh gives. Spends the refresh token of its own sign-in and goes on with what comes.
import type { Probe } from '../probe.ts';
import { session, textOf } from './session.ts';

export const refresh: Probe = {
  id: 'refresh',
  vendor: 'databricks',
  question: 'Does a refresh give a refresh token, and is it the same one?',
  settles: ['databricks.refreshAnswersWithToken', 'app.refreshMode'],
  needs: ['sign_in'],
  async ask({ databricks }) {
    const viewer = await session(databricks);
    const before = viewer.refreshToken();
    const after = textOf((await viewer.refresh()).json['refresh_token']);
    const set = { 'databricks.refreshAnswersWithToken': after !== undefined };
    if (after === undefined) return { answer: 'none comes; the old one stays', set };
    if (after === before) return { answer: 'the same one comes back', set: { ...set, 'app.refreshMode': 'multi_use' } };
    return { answer: 'a new one comes; whether the old one still works is what the probe `replay` asks', set };
  },
};
