// Connections over the REST API: made, changed, tested, shared, looked up.
import { z } from 'zod';
import { createHash, randomUUID } from 'node:crypto';
import { stampedBy } from '../members.ts';
import type { Connection, SigmaState } from '../state.ts';
import { CONNECTION, CONNECTION_BODY, connectionAnswer, fieldsOf } from './connection.ts';
import { endpoint, invalid, notFound, type ApiCall, type Endpoint } from './endpoint.ts';
import { addGrants, GRANT, GRANTEE, grantsOn, removeGrant } from './grants.ts';
import { pagedWithMore } from './paging.ts';
import { NOTHING, pageWithMoreOf, touch } from './shapes.ts';

const PATH = z.object({ path: z.array(z.string()).max(3) });
const ONE = '/v2/connections/:connectionId';

export const CONNECTIONS: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/v2/connections',
    answer: pageWithMoreOf(CONNECTION),
    run: ({ query, state }) => {
      const search = query.get('search')?.toLowerCase() ?? '';
      const found = [...state.connections.values()]
        .filter(({ isArchived }) => !isArchived || query.get('includeArchived') === 'true')
        .filter(({ name }) => name.toLowerCase().includes(search));
      return pagedWithMore(
        found.map((one) => connectionAnswer(state, one)),
        query,
      );
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v2/connections',
    admin: true,
    body: CONNECTION_BODY,
    answer: CONNECTION,
    status: 201,
    run: ({ body, caller, state }) => {
      const connection: Connection = {
        ...stampedBy(caller.memberId, state.world.clock.now()),
        connectionId: randomUUID(),
        ...fieldsOf(body),
        isArchived: false,
      };
      state.connections.set(connection.connectionId, connection);
      return connectionAnswer(state, connection);
    },
  }),
  endpoint({
    method: 'GET',
    path: ONE,
    answer: CONNECTION,
    run: (call) => connectionAnswer(call.state, connectionOf(call)),
  }),
  endpoint({
    method: 'PUT',
    path: ONE,
    admin: true,
    body: CONNECTION_BODY,
    answer: CONNECTION,
    run: (call) => changed(call, fieldsOf(call.body)),
  }),
  endpoint({
    method: 'PATCH',
    path: ONE,
    admin: true,
    body: z.object({ name: z.string().min(1).optional(), useOauth: z.boolean().optional() }),
    answer: CONNECTION,
    run: (call) => {
      const { name, useOauth } = connectionOf(call);
      return changed(call, { name: call.body.name ?? name, useOauth: call.body.useOauth ?? useOauth });
    },
  }),
  endpoint({
    method: 'DELETE',
    path: ONE,
    admin: true,
    answer: NOTHING,
    run: (call) => {
      const connection = connectionOf(call);
      connection.isArchived = true;
      touch(connection, call.caller, call.state);
      return {};
    },
  }),
  endpoint({
    method: 'GET',
    path: `${ONE}/test`,
    answer: z.strictObject({
      read: z.enum(['SUCCESS', 'FAILED']),
      write: z.enum(['DISABLED', 'SUCCESS', 'FAILED']),
    }),
    run: (call) => ({
      read: reaches(call.state, connectionOf(call)) ? ('SUCCESS' as const) : ('FAILED' as const),
      write: 'DISABLED' as const,
    }),
  }),
  endpoint({
    method: 'GET',
    path: `${ONE}/grants`,
    answer: pageWithMoreOf(GRANT),
    run: (call) => pagedWithMore(grantsOn(call.state, connectionOf(call).connectionId), call.query),
  }),
  endpoint({
    method: 'POST',
    path: `${ONE}/grants`,
    admin: true,
    body: z.object({ grants: z.array(z.object({ grantee: GRANTEE, permission: z.enum(['annotate', 'usage']) })) }),
    answer: NOTHING,
    run: (call) => {
      addGrants(call, { inodeId: connectionOf(call).connectionId, inodeType: 'connection' }, call.body.grants);
      return {};
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${ONE}/grants/:grantId`,
    admin: true,
    answer: NOTHING,
    run: (call) => removeGrant(call, connectionOf(call).connectionId),
  }),
  endpoint({
    method: 'POST',
    path: '/v2/connection/:connectionId/lookup',
    body: PATH,
    answer: z.strictObject({ kind: z.enum(['scope', 'table']), inodeId: z.string(), url: z.string() }),
    run: (call) => {
      const { connectionId } = connectionOf(call);
      const { path } = call.body;
      checkPath(call.state, path);
      const inodeId = inodeOf(connectionId, path);
      const kind = path.length === 3 ? ('table' as const) : ('scope' as const);
      return { kind, inodeId, url: `${call.appOrigin}/${call.state.world.organization}/${kind}/${inodeId}` };
    },
  }),
  endpoint({
    method: 'POST',
    path: `${ONE}/sync`,
    body: PATH,
    answer: NOTHING,
    run: (call) => {
      connectionOf(call);
      checkPath(call.state, call.body.path);
      return {};
    },
  }),
];

function connectionOf({ params, state }: Pick<ApiCall<unknown>, 'params' | 'state'>): Connection {
  const connection = state.connections.get(params['connectionId'] ?? '');
  return connection === undefined || connection.isArchived ? notFound('Connection') : connection;
}

function changed(call: ApiCall<unknown>, fields: Partial<Connection>): z.output<typeof CONNECTION> {
  const connection = connectionOf(call);
  Object.assign(connection, fields);
  touch(connection, call.caller, call.state);
  return connectionAnswer(call.state, connection);
}

/** The sandbox's own warehouse behind OAuth, once the caller has signed in to the connection. */
function reaches({ world }: SigmaState, { details, useOauth }: Connection): boolean {
  const path = `/sql/1.0/warehouses/${world.warehouseId}`;
  return useOauth && details['endpoint'] === path && world.sigma.connectionSignIn === 'done';
}

function checkPath({ world }: SigmaState, path: readonly string[]): void {
  if (world.sigma.connectionSignIn === 'missing') invalid('Sign in to view this connection');
  const exists = world.tables.some(({ catalog, name, schema }) =>
    path.every((part, at) => part.toLowerCase() === [catalog, schema, name][at]?.toLowerCase()),
  );
  if (!exists) notFound(`Path ${path.join('.')}`);
}

/** The same path of the same connection has the same id. */
function inodeOf(connectionId: string, path: readonly string[]): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([connectionId, ...path]))
    .digest('hex');
  const parts = [digest.slice(0, 8), digest.slice(8, 12), `4${digest.slice(13, 16)}`, `8${digest.slice(17, 20)}`];
  return [...parts, digest.slice(20, 32)].join('-');
}
