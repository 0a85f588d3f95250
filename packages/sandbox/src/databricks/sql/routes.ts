// The SQL routes: statements, warehouses, history. Every one needs a token with `sql` or `all-apis`.
import { Hono } from 'hono';
import type { World } from '../../world.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { apiError, empty, unknown } from '../answers.ts';
import { auditRow, type Audit } from '../audit.ts';
import { hasScope, missingScope } from '../authenticate.ts';
import type { Guarded } from '../guarded.ts';
import { createExternalResults, externalLink } from './external-results.ts';
import { createHistory, historyRow } from './history.ts';
import { createHistoryRoutes } from './history-routes.ts';
import { readSubmission } from './read-submission.ts';
import { createStatements, type Submitted } from './statements.ts';
import { createWarehouseRoutes, notAuthorized } from './warehouse-routes.ts';
import { createSqlWarehouse } from './warehouses.ts';
import { chunkAnswer, statementAnswer, type Delivery } from './wire.ts';

export interface SqlRoutes {
  /** Under `/api/2.0`. */
  readonly api: Hono;
  /** Under `/`: results behind links. */
  readonly results: Hono;
  close(): Promise<void>;
}

/** Statement Execution 2.0 (submit, poll, chunks, cancel), warehouses and query history. */
export function createSqlRoutes(options: {
  readonly world: World;
  readonly warehouse: Warehouse;
  readonly audit: Audit;
  readonly guarded: Guarded;
  readonly hostname: string;
}): SqlRoutes {
  const { audit, guarded, hostname, warehouse, world } = options;
  const compute = createSqlWarehouse(world);
  const history = createHistory(world);
  const statements = createStatements({ world, warehouse, compute, history });
  warehouse.setJournal({
    history: () => history.list().map((entry) => historyRow(entry, world)),
    audit: () => audit.list().map((entry) => auditRow(entry, world)),
  });
  const app = new Hono();

  const forSql: Guarded = (handler) =>
    guarded((bearer, call) => (hasScope(bearer, 'sql', 'all-apis') ? handler(bearer, call) : missingScope('sql')));

  const delivery = ({ disposition, format, id, key }: Submitted, request: Request): Delivery => ({
    disposition,
    format,
    chunkRows: world.databricks.chunkRows,
    link: (index) => externalLink(world, new URL(request.url).origin, { id, key, index }),
  });

  app.post(
    '/sql/statements',
    forSql(async ({ person }, { request }) => {
      const submission = readSubmission(await request.json().catch(() => undefined));
      if (typeof submission === 'string') return apiError('INVALID_PARAMETER_VALUE', submission);
      const { onTimeout, query, waitMs, warehouseId } = submission;
      if (warehouseId !== world.warehouseId) return unknown(`SQL warehouse ${warehouseId}`);
      if (!compute.mayUse(person)) return notAuthorized(person.email);
      const params = { warehouseId, commandText: query.statement };
      audit.add({ service: 'databrickssql', action: 'commandSubmit', person: person.email, params });
      const id = statements.submit(person, submission, request.headers.get('user-agent') ?? '');
      if (waitMs > 0) await statements.settled(id, waitMs);
      const isUnfinished = ['PENDING', 'RUNNING'].includes(statements.find(person, id)?.state ?? '');
      if (onTimeout === 'CANCEL' && isUnfinished && waitMs > 0) {
        statements.cancel(id);
        await statements.settled(id, waitMs);
      }
      const found = statements.find(person, id);
      return found === undefined
        ? unknown(`Statement ${id}`)
        : Response.json(statementAnswer(found, delivery(found, request)));
    }),
  );
  app.get(
    '/sql/statements/:id',
    forSql(({ person }, { id, request }) => {
      const found = statements.find(person, id);
      return found === undefined
        ? unknown(`Statement ${id}`)
        : Response.json(statementAnswer(found, delivery(found, request)));
    }),
  );
  app.get(
    '/sql/statements/:id/result/chunks/:chunk',
    forSql(({ person }, { id, request }) => {
      const index = Number(new URL(request.url).pathname.split('/').at(-1));
      const found = statements.find(person, id);
      const { result } = found ?? {};
      const chunk = found && result && chunkAnswer({ id, result }, index, delivery(found, request));
      return chunk === undefined ? unknown(`Chunk ${index} of statement ${id}`) : Response.json(chunk);
    }),
  );
  app.post(
    '/sql/statements/:id/cancel',
    forSql(({ person }, { id }) => {
      if (statements.find(person, id) === undefined) return unknown(`Statement ${id}`);
      statements.cancel(id);
      return empty();
    }),
  );
  app.route('/', createWarehouseRoutes(world, compute, { forSql, hostname }));
  app.route('/', createHistoryRoutes(world, history, forSql));
  return { api: app, results: createExternalResults(world, statements), close: () => statements.close() };
}
