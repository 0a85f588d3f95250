// Who did what, for `system.access.audit`. Knows no HTTP; holds no token and no secret.
import { randomUUID } from 'node:crypto';
import type { World } from '../world.ts';

export interface AuditEntry {
  readonly id: string;
  readonly at: number;
  readonly service: 'accounts' | 'databrickssql' | 'oauth2';
  readonly action: string;
  readonly person: string;
  readonly params: Readonly<Record<string, string>>;
  readonly status: number;
}

export interface Audit {
  add(entry: Pick<AuditEntry, 'action' | 'params' | 'person' | 'service'> & { readonly status?: number }): void;
  list(): readonly AuditEntry[];
}

/** The oldest entries make room beyond this many. */
const KEPT = 10_000;

export function createAudit({ clock, memory }: Pick<World, 'clock' | 'memory'>): Audit {
  const entries = memory.keep<AuditEntry[]>('databricks.audit', []);
  return {
    add({ status = 200, ...entry }) {
      entries.push({ ...entry, status, id: randomUUID(), at: clock.now() });
      if (entries.length > KEPT) entries.shift();
    },
    list: () => entries,
  };
}

/** A row of `system.access.audit`. */
export function auditRow(
  entry: AuditEntry,
  { accountId, workspaceId }: Pick<World, 'accountId' | 'workspaceId'>,
): object {
  const { action, at, id, params, person, service, status } = entry;
  const time = new Date(at).toISOString();
  return {
    version: '2.0',
    event_time: time,
    event_date: time.slice(0, 10),
    workspace_id: workspaceId,
    account_id: accountId,
    source_ip_address: '127.0.0.1',
    user_agent: null,
    user_identity: { email: person, subject_name: null },
    service_name: service,
    action_name: action,
    request_id: id,
    request_params: params,
    response: { status_code: status, error_message: null, result: null },
    audit_level: service === 'accounts' ? 'ACCOUNT_LEVEL' : 'WORKSPACE_LEVEL',
    event_id: id,
  };
}
