// The routes of SQL warehouses: list, get, start, stop, and who may use them.
import { Hono } from 'hono';
import type { World } from '../../world.ts';
import { apiError, empty, unknown } from '../answers.ts';
import type { Guarded } from '../guarded.ts';
import { AUTO_STOP_MINUTES, type Access, type SqlWarehouse } from './warehouses.ts';

/** `forSql` lets callers with the scope `sql` or `all-apis` through. */
export function createWarehouseRoutes(
  world: World,
  warehouse: SqlWarehouse,
  options: { readonly forSql: Guarded; readonly hostname: string },
): Hono {
  const { forSql, hostname } = options;
  const app = new Hono();
  const item = (): object => ({
    id: world.warehouseId,
    name: 'Sandbox Warehouse',
    state: warehouse.state(),
    cluster_size: '2X-Small',
    warehouse_type: 'PRO',
    enable_serverless_compute: true,
    auto_stop_mins: AUTO_STOP_MINUTES,
    min_num_clusters: 1,
    max_num_clusters: 1,
    num_clusters: warehouse.state() === 'RUNNING' ? 1 : 0,
    creator_name: 'mia@example.com',
    jdbc_url: `jdbc:databricks://${hostname}:443/default;transportMode=http;ssl=1;httpPath=/sql/1.0/warehouses/${world.warehouseId};`,
    odbc_params: { hostname, path: `/sql/1.0/warehouses/${world.warehouseId}`, port: 443, protocol: 'https' },
    health: { status: 'HEALTHY' },
  });
  app.get(
    '/sql/warehouses',
    forSql(({ person }) => Response.json({ warehouses: warehouse.mayUse(person) ? [item()] : [] })),
  );
  app.get(
    '/sql/warehouses/:id',
    forSql(({ person }, { id }) => {
      if (id !== world.warehouseId) return unknown(`SQL warehouse ${id}`);
      return warehouse.mayUse(person) ? Response.json(item()) : notAuthorized(person.email);
    }),
  );
  for (const [verb, act] of [
    ['start', () => warehouse.start()],
    ['stop', () => warehouse.stop()],
  ] as const) {
    app.post(
      `/sql/warehouses/:id/${verb}`,
      forSql(({ person }, { id }) => {
        if (id !== world.warehouseId) return unknown(`SQL warehouse ${id}`);
        if (!warehouse.mayUse(person)) return notAuthorized(person.email);
        act();
        world.events.add({ vendor: 'databricks', kind: `warehouse.${verb}`, person: person.email });
        return empty();
      }),
    );
  }
  app.get(
    '/permissions/warehouses/:id',
    forSql(({ person }, { id }) => {
      if (!isAdmin(person.groups)) return notAuthorized(person.email);
      return Response.json({
        object_id: `/sql/warehouses/${id}`,
        object_type: 'warehouses',
        access_control_list: warehouse.access(),
      });
    }),
  );
  app.put(
    '/permissions/warehouses/:id',
    forSql(async ({ person }, { request }) => {
      if (!isAdmin(person.groups)) return notAuthorized(person.email);
      const list = readAccess(await request.json().catch(() => undefined));
      if (list === undefined)
        return apiError('INVALID_PARAMETER_VALUE', 'access_control_list must name people or groups');
      warehouse.setAccess(list);
      return Response.json({ access_control_list: list });
    }),
  );
  return app;
}

/** The vendor's text for somebody without CAN_USE. */
export function notAuthorized(principal: string): Response {
  return apiError('PERMISSION_DENIED', `${principal} is not authorized to use or monitor this SQL Endpoint`);
}

function isAdmin(groups: readonly { readonly name: string }[]): boolean {
  return groups.some(({ name }) => name === 'admins');
}

function readAccess(body: unknown): Access[] | undefined {
  const { access_control_list: list } = (body ?? {}) as { readonly access_control_list?: unknown };
  if (!Array.isArray(list)) return undefined;
  const levels = ['CAN_USE', 'CAN_MONITOR', 'CAN_VIEW', 'CAN_MANAGE', 'IS_OWNER'];
  const read = (list as Readonly<Record<string, unknown>>[]).map((line) => ({
    user_name: typeof line['user_name'] === 'string' ? line['user_name'] : undefined,
    group_name: typeof line['group_name'] === 'string' ? line['group_name'] : undefined,
    permission_level: levels.find((level) => level === line['permission_level']) as
      | Access['permission_level']
      | undefined,
  }));
  const isGood = read.every(
    (line) => line.permission_level !== undefined && (line.user_name ?? line.group_name) !== undefined,
  );
  return isGood ? (read as Access[]) : undefined;
}
