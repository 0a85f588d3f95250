// Calls the route file as Next does, in a server of a few lines: Next itself is not installed here. See the README of the examples.
import { once } from 'node:events';
import { serve } from '@hono/node-server';
import { page } from '../portal/page.ts';
import { sayReady, standBehind } from '../portal/stand.ts';

await standBehind();
const routes: Readonly<Record<string, ((request: Request) => Promise<Response>) | undefined>> =
  await import('./app/analytics/[[...path]]/route.ts');

const server = serve({ fetch: answer, port: Number(process.env['PORT']), hostname: '127.0.0.1' });
await once(server, 'listening');
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.close());
sayReady();

async function answer(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const isGateway = pathname === '/analytics' || pathname.startsWith('/analytics/');
  // Next has no other exports than the methods of HTTP, and answers those that are missing by itself.
  if (isGateway) return (await routes[request.method]?.(request)) ?? new Response(null, { status: 405 });
  return new Response(page, { headers: { 'content-type': 'text/html' } });
}
