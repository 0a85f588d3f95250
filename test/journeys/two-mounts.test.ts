// Two gateways in one Express application, below two paths of one origin; one of them is bound to the application's users.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, it } from 'node:test';
import express from 'express';
import { createGateway, loadConfig, type Gateway, type HostIdentity } from '@sigma-embed/gateway';
import { nodeRequestOf, toNodeHandler } from '@sigma-embed/gateway/node';
import { startSandbox } from '@sigma-embed/sandbox';
import { signOut } from '../support/sign-out.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

const open = new AsyncDisposableStack();
let origin = '';

before(async () => {
  const app = express();
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const callback = (path: string): string => `${origin}${path}/auth/databricks/callback`;
  const sandbox = open.use(await startSandbox({ redirectUrls: [callback('/sales'), callback('/sales/eu')] }));
  const gatewayAt = async (path: string, hostIdentity?: HostIdentity): Promise<Gateway> => {
    const env = { ...sandbox.env(origin + path), SIGMA_EMBED_STORE: 'memory:', SIGMA_EMBED_LOG_LEVEL: 'silent' };
    const config = loadConfig({ env });
    const gateway = await createGateway({ config, clock: sandbox.clock, ...(hostIdentity && { hostIdentity }) });
    open.defer(() => gateway.close());
    return gateway;
  };
  app.use((request, response, next) => {
    response.locals['user'] = request.get('cookie')?.match(/host=(\w+)/)?.[1];
    next();
  });
  app.use(express.json(), express.urlencoded());
  const bound = await gatewayAt('/sales/eu', {
    user(request) {
      const user: unknown = (nodeRequestOf(request) as express.Request).res?.locals['user'];
      return typeof user === 'string' ? { key: user } : undefined;
    },
  });
  app.use('/sales/eu', toNodeHandler(bound));
  app.use('/sales', toNodeHandler(await gatewayAt('/sales')));
  app.use((_request, response) => void response.status(404).send('host'));
});
after(() => open.disposeAsync());

/** The same browser at both gateways, by one jar of cookies. */
function browser(): { readonly sales: Visitor; readonly eu: Visitor } {
  const sales = createVisitor(origin, '/sales');
  const eu = createVisitor(origin, '/sales/eu', sales);
  eu.cookies().set('host', 'one');
  return { sales, eu };
}

it('sessions at both do not touch each other, at the sign-in, in use and at the sign-out', async () => {
  const { eu, sales } = browser();
  assert.equal((await sales.signIn('ana@example.com')).location, `${origin}/sales/dashboard`);
  assert.equal((await eu.signIn('ben@example.com')).location, `${origin}/sales/eu/dashboard`);
  const userAt = async (visitor: Visitor, path: string): Promise<string> =>
    (await visitor.get(`${path}/api/session`)).json<{ user: { email: string } }>().user.email;
  assert.equal(await userAt(sales, '/sales'), 'ana@example.com');
  assert.equal(await userAt(eu, '/sales/eu'), 'ben@example.com');
  assert.equal((await sales.mint()).status, 200);
  assert.equal((await eu.mint()).status, 200);
  assert.equal((await signOut(sales)).location, `${origin}/sales/logout`);
  assert.equal((await sales.mint()).status, 401);
  assert.equal((await eu.mint()).status, 200);
});

it("the bound one asks the application's own request; the other one does not care", async () => {
  const { eu, sales } = browser();
  await sales.signIn('ana@example.com');
  await eu.signIn('ana@example.com');
  eu.cookies().set('host', 'two');
  assert.equal((await eu.mint()).json()['code'], 'wrong_account');
  assert.equal((await sales.mint()).status, 200);
});

it('what is below neither path is the application’s', async () => {
  const { sales } = browser();
  for (const path of ['/', '/login', '/salesforce', '/eu/login'])
    assert.equal((await sales.get(path)).text, 'host', path);
});
