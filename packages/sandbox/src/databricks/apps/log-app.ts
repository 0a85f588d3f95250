// The line in the event log for a change of an app connection. Never holds a secret.
import type { Person, World } from '../../world.ts';
import type { AppRecord } from './apps.ts';

export function logApp(
  { events }: Pick<World, 'events'>,
  kind: 'app.created' | 'app.changed' | 'app.deleted',
  { app: { clientId, name } }: AppRecord,
  person: Person,
): void {
  events.add({ vendor: 'databricks', kind, person: person.email, detail: { clientId, name } });
}
