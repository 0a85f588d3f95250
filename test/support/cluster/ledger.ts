// Counts what the sandbox's Databricks and the audit trail saw, so that a scenario can say what it cost.
import { createHash } from 'node:crypto';
import type { PlacedAudit } from '../../../packages/gateway/src/store/store.ts';
import type { Cluster } from './cluster.ts';
import type { Viewer } from './viewer.ts';

export interface Ledger {
  /** Refresh tokens that Databricks took and answered. */
  readonly refreshed: number;
  /** Refresh tokens that were sent although they were dead: spent before, or of an ended grant. */
  readonly dead: number;
  /** Last chances that were taken, by the audit trail. */
  readonly probes: number;
  /** Refresh requests that reached Databricks, whatever came of them. */
  readonly calls: number;
  /** Audit events since the ledger was opened. */
  readonly events: readonly AuditEntry[];
}

export interface AuditEntry {
  readonly event: string;
  readonly session?: string;
  readonly reason?: string;
  readonly code?: string;
}

export interface OpenLedger {
  read(): Promise<Ledger>;
}

/** Begins to count. Audit events are read through whichever replica lives. */
export async function openLedger(cluster: Cluster): Promise<OpenLedger> {
  const { databricks, events } = cluster.sandbox;
  const exchanges = (): number => events.count('token.issued');
  const seen = {
    refreshed: events.count('token.refreshed'),
    dead: deadOf(cluster),
    calls: databricks.tokenCalls() - exchanges(),
  };
  const last = (await auditAfter(cluster, 0)).at(-1)?.position ?? 0;
  return {
    async read() {
      const rows = await auditAfter(cluster, last);
      const entries = rows.map(({ body }) => JSON.parse(body) as AuditEntry);
      return {
        refreshed: events.count('token.refreshed') - seen.refreshed,
        dead: deadOf(cluster) - seen.dead,
        calls: databricks.tokenCalls() - exchanges() - seen.calls,
        probes: entries.filter(({ event }) => event === 'refresh_probed').length,
        events: entries,
      };
    },
  };
}

/** First characters of the session's hash, as audit events have it. */
export function sessionOf(viewer: Viewer): string {
  const id = viewer.cookie.slice(viewer.cookie.indexOf('=') + 1);
  return createHash('sha256').update(id).digest('base64url').slice(0, 12);
}

function deadOf({ sandbox }: Cluster): number {
  return sandbox.events
    .list('token.refused')
    .filter(({ detail }) => String(detail?.['description']).includes('Refresh token is invalid')).length;
}

async function auditAfter(cluster: Cluster, after: number): Promise<readonly PlacedAudit[]> {
  const alive = cluster.replicas.find((replica) => !replica.isOver());
  // The trail writes some events a moment later.
  await new Promise((done) => setTimeout(done, 80));
  return (await alive?.ask<readonly PlacedAudit[]>({ do: 'audit', after })) ?? [];
}
