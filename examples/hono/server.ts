// An application on Hono that had a page before, and a gateway inside it. No adapter: both speak Request and Response.
import { once } from 'node:events';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createGateway, loadConfig } from '@sigma-embed/gateway';
import { page } from '../portal/page.ts';

const app = new Hono();
const gateway = await createGateway({ config: loadConfig({ env: process.env }) });
app.mount(gateway.basePath, gateway.fetch);
app.get('/', (c) => c.html(page));

const server = serve({ fetch: app.fetch, port: Number(process.env['PORT']), hostname: '127.0.0.1' });
await once(server, 'listening');
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => server.close(() => void gateway.close()));
}
