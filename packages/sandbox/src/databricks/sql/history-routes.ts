// The history API: which statements ran. Admins see everybody's, others their own.
import { Hono } from 'hono';
import type { World } from '../../world.ts';
import type { Guarded } from '../guarded.ts';
import { statementType, type History, type HistoryEntry } from './history.ts';

const MOST = 1000;

/** `GET /history/queries` with the filters of the API as `filter_by.…`, newest first. */
export function createHistoryRoutes(world: World, history: History, forSql: Guarded): Hono {
  return new Hono().get(
    '/sql/history/queries',
    forSql(({ person }, { request }) => {
      const query = new URL(request.url).searchParams;
      const isAdmin = person.groups.some(({ name }) => name === 'admins');
      const visible = history
        .list()
        .filter((entry) => (isAdmin || entry.person.id === person.id) && fits(entry, query, world));
      const size = Math.min(Number(query.get('max_results')) || 100, MOST);
      const start = Number(Buffer.from(query.get('page_token') ?? '', 'base64url').toString()) || 0;
      const end = start + size;
      const hasNext = end < visible.length;
      return Response.json({
        res: visible.slice(start, end).map((entry) => queryInfo(entry, world)),
        has_next_page: hasNext,
        ...(hasNext && { next_page_token: Buffer.from(String(end)).toString('base64url') }),
      });
    }),
  );
}

function fits(entry: HistoryEntry, query: URLSearchParams, { warehouseId }: World): boolean {
  const oneOf = (name: string, value: string): boolean => {
    const wanted = query.getAll(`filter_by.${name}`);
    return wanted.length === 0 || wanted.includes(value);
  };
  const from = Number(query.get('filter_by.query_start_time_range.start_time_ms') ?? -Infinity);
  const to = Number(query.get('filter_by.query_start_time_range.end_time_ms') ?? Infinity);
  return (
    oneOf('user_ids', entry.person.id) &&
    oneOf('statement_ids', entry.statementId) &&
    oneOf('warehouse_ids', warehouseId) &&
    oneOf('statuses', statusOf(entry)) &&
    entry.startedAt >= from &&
    entry.startedAt <= to
  );
}

function statusOf({ state }: HistoryEntry): string {
  const names = {
    PENDING: 'QUEUED',
    RUNNING: 'RUNNING',
    SUCCEEDED: 'FINISHED',
    FAILED: 'FAILED',
    CANCELED: 'CANCELED',
  };
  return (names as Readonly<Record<string, string>>)[state] ?? 'FINISHED';
}

function queryInfo(entry: HistoryEntry, { warehouseId }: World): object {
  const { client, endedAt, failure, person, rows, startedAt, statementId, tags, text } = entry;
  return {
    query_id: statementId,
    status: statusOf(entry),
    query_text: text,
    query_start_time_ms: startedAt,
    ...(endedAt !== undefined && {
      query_end_time_ms: endedAt,
      execution_end_time_ms: endedAt,
      duration: endedAt - startedAt,
    }),
    user_id: Number(person.id),
    user_name: person.email,
    executed_as_user_id: Number(person.id),
    executed_as_user_name: person.email,
    warehouse_id: warehouseId,
    endpoint_id: warehouseId,
    rows_produced: rows,
    statement_type: statementType(text),
    client_application: client,
    query_tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    is_final: endedAt !== undefined,
    ...(failure !== undefined && { error_message: failure.message }),
  };
}
