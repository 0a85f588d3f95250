// The SQL routes: statements and warehouses. Every one needs a token with `sql` or `all-apis`.
import { Hono } from 'hono';
import type { Bearer, World } from '../../world.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { apiError, unknown } from '../answers.ts';
import { hasScope, missingScope } from '../authenticate.ts';
import type { Guarded } from '../guarded.ts';
import { readSubmission } from './read-submission.ts';
import { createStatements } from './statements.ts';
import { chunk, statementAnswer } from './wire.ts';

export interface SqlRoutes {
  readonly app: Hono;
  close(): Promise<void>;
}

/** Statement Execution 2.0 (submit, poll, chunk, cancel) and the list of warehouses. */
export function createSqlRoutes(options: {
  readonly world: World;
  readonly warehouse: Warehouse;
  readonly guarded: Guarded;
  readonly hostname: string;
}): SqlRoutes {
  const { guarded, hostname, warehouse, world } = options;
  const statements = createStatements(world, warehouse);
  const app = new Hono();

  const forSql = (handler: (bearer: Bearer, id: string, request: Request) => Response | Promise<Response>) =>
    guarded(async (bearer, { id, request }) => {
      if (!hasScope(bearer, 'sql', 'all-apis')) return missingScope('sql');
      return await handler(bearer, id, request);
    });

  app.post(
    '/statements',
    forSql(async ({ person }, _id, request) => {
      const submission = readSubmission(await request.json().catch(() => undefined));
      if (typeof submission === 'string') {
        return apiError('INVALID_PARAMETER_VALUE', submission);
      }
      if (submission.warehouseId !== world.warehouseId) return unknown(`SQL warehouse ${submission.warehouseId}`);
      const id = statements.submit(person, submission.query);
      if (submission.waitMs > 0) await statements.settled(id, submission.waitMs);
      const waited = statements.find(person, id);
      if (submission.onTimeout === 'CANCEL' && waited?.state === 'PENDING' && submission.waitMs > 0) {
        statements.cancel(id);
        await statements.settled(id, submission.waitMs);
      }
      return Response.json(statementAnswer(statements.find(person, id) ?? { id, state: 'CLOSED' }));
    }),
  );
  app.get(
    '/statements/:id',
    forSql(({ person }, id) => {
      const found = statements.find(person, id);
      return found === undefined ? unknown(`Statement ${id}`) : Response.json(statementAnswer(found));
    }),
  );
  app.get(
    '/statements/:id/result/chunks/0',
    forSql(({ person }, id) => {
      const { result } = statements.find(person, id) ?? {};
      return result === undefined ? unknown(`Chunk 0 of statement ${id}`) : Response.json(chunk(result));
    }),
  );
  app.post(
    '/statements/:id/cancel',
    forSql(({ person }, id) => {
      if (statements.find(person, id) === undefined) return unknown(`Statement ${id}`);
      statements.cancel(id);
      return Response.json({});
    }),
  );
  const item = warehouseItem(world.warehouseId, hostname);
  app.get(
    '/warehouses',
    forSql(() => Response.json({ warehouses: [item] })),
  );
  app.get(
    '/warehouses/:id',
    forSql((_bearer, id) => (id === world.warehouseId ? Response.json(item) : unknown(`SQL warehouse ${id}`))),
  );
  return { app, close: () => statements.close() };
}

function warehouseItem(id: string, hostname: string): object {
  return {
    id,
    name: 'Sandbox Warehouse',
    state: 'RUNNING',
    cluster_size: '2X-Small',
    warehouse_type: 'PRO',
    enable_serverless_compute: true,
    auto_stop_mins: 10,
    min_num_clusters: 1,
    max_num_clusters: 1,
    num_clusters: 1,
    odbc_params: { hostname, path: `/sql/1.0/warehouses/${id}`, port: 443, protocol: 'https' },
    health: { status: 'HEALTHY' },
  };
}
