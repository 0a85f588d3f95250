// What becomes of an access token when its app connection is deleted. Costs a trip to the sign-in page.
import { found, type Probe } from '../probe.ts';
import { Unsettled } from '../unsettled.ts';
import { inShort } from './send.ts';
import { untilKnown, withApp } from './throwaway-app.ts';

const ME = '/api/2.0/preview/scim/v2/Me';

export const deletedApp: Probe = {
  id: 'deleted-app',
  vendor: 'databricks',
  question: 'Does an access token outlive its app connection?',
  settles: ['databricks.deletedAppTokens'],
  needs: ['admin', 'sign_in', 'write'],
  async ask(room) {
    const { databricks } = room;
    return await withApp(databricks, async (app) => {
      await untilKnown(room, app);
      const answer = await (await databricks.attempt({ app })).exchange();
      const token = String(answer.json['access_token']);
      const before = await databricks.get(ME, token);
      if (before.status !== 200) throw new Unsettled(`its token is refused before that (${inShort(before)})`);
      await app.remove();
      const { status } = await databricks.get(ME, token);
      const name = 'databricks.deletedAppTokens';
      return status === 200
        ? found('yes, right after the deletion', name, 'live_on')
        : found(`no: ${status}`, name, 'end');
    });
  },
};
