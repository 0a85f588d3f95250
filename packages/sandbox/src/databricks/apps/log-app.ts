// The lines in the event log and the audit log for a change of an app connection. Never hold a secret.
import type { Person, World } from '../../world.ts';
import type { Audit } from '../audit.ts';
import type { AppRecord, Apps } from './apps.ts';

/** What the routes of app connections need. */
export interface AppRoom {
  readonly world: World;
  readonly apps: Apps;
  readonly audit: Audit;
}

const ACTIONS = { 'app.created': 'create', 'app.changed': 'update', 'app.deleted': 'delete' } as const;

export function logApp(
  { audit, world }: AppRoom,
  kind: keyof typeof ACTIONS,
  { app: { clientId, name }, kind: of }: AppRecord,
  { email }: Person,
): void {
  world.events.add({ vendor: 'databricks', kind, person: email, detail: { clientId, name } });
  const action = `${ACTIONS[kind]}${of === 'custom' ? 'Custom' : 'Published'}AppIntegration`;
  audit.add({ service: 'oauth2', action, person: email, params: { clientId } });
}
