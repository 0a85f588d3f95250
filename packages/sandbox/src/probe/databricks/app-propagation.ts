// How long a new app connection takes to be known at the sign-in page.
import { found, type Probe } from '../probe.ts';
import { untilKnown, withApp } from './throwaway-app.ts';

export const appPropagation: Probe = {
  id: 'app-propagation',
  vendor: 'databricks',
  question: 'How long does a new app connection take to have an effect?',
  settles: ['databricks.appPropagationSeconds'],
  needs: ['admin', 'sign_in', 'write'],
  async ask(room) {
    const seconds = await withApp(room.databricks, async (app) => await untilKnown(room, app));
    return found(`${seconds} s`, 'databricks.appPropagationSeconds', seconds);
  },
};
