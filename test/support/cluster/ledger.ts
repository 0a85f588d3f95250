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
  // By their ids: the log keeps the last ten thousand, so that counts of all shrink in a long run.
  const after = events.last();
  const calls = databricks.tokenCalls();
  const last = await lastAudit(cluster);
  const count = (kind: string): number => events.list({ kind, after }).length;
  return {
    async read() {
      const rows = await auditAfter(cluster, last);
      const entries = rows.map(({ body }) => JSON.parse(body) as AuditEntry);
      return {
        refreshed: count('token.refreshed'),
        dead: deadOf(cluster, after),
        calls: databricks.tokenCalls() - calls - count('token.issued'),
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

function deadOf({ sandbox }: Cluster, after: number): number {
  return sandbox.events
    .list({ kind: 'token.refused', after })
    .filter(({ detail }) => String(detail?.['description']).includes('Refresh token is invalid')).length;
}

const PAGE = 10_000;

async function lastAudit(cluster: Cluster): Promise<number> {
  let last = 0;
  for (;;) {
    const rows = await auditAfter(cluster, last);
    last = rows.at(-1)?.position ?? last;
    if (rows.length < PAGE) return last;
  }
}

async function auditAfter(cluster: Cluster, after: number): Promise<readonly PlacedAudit[]> {
  const alive = cluster.replicas.find((replica) => !replica.isOver());
  // The trail writes some events a moment later.
  await new Promise((done) => setTimeout(done, 80));
  return (await alive?.ask<readonly PlacedAudit[]>({ do: 'audit', after })) ?? [];
}
