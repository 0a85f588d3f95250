// Whether a token that may only run SQL may also ask who it is.
import { found, type Probe } from '../probe.ts';
import { session, textOf } from './session.ts';

export const sqlScope: Probe = {
  id: 'sql-scope',
  vendor: 'databricks',
  question: 'Does SCIM Me answer a token that has only the scope `sql`?',
  settles: ['databricks.meWithSqlScope'],
  needs: ['sign_in'],
  async ask({ databricks }) {
    const viewer = await session(databricks);
    const { json } = await viewer.refresh('sql');
    const scope = textOf(json['scope']) ?? '';
    if (scope.split(' ').some((one) => one !== 'sql' && one !== 'offline_access')) {
      return { because: `a refresh cannot narrow the scope here (it gave "${scope}"): sign in with \`sql\` alone` };
    }
    const { status } = await databricks.get('/api/2.0/preview/scim/v2/Me', String(json['access_token']));
    return found(`it answers ${status}`, 'databricks.meWithSqlScope', status === 200 ? 'answered' : 'refused');
  },
};
