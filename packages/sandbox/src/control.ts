// The control routes under `/__sandbox`: look at the world and move it, from a terminal. Never from a page elsewhere.
import { Hono } from 'hono';
import type { Fault, World } from './world.ts';

/** Routes for people, events, faults and the clock. Answers 403 to other hosts' names and to pages of other origins. */
export function createControl(world: World, origin: string): Hono {
  const app = new Hono().basePath('/__sandbox');
  app.use(async (context, next) => {
    if (!isOurs(context.req.raw.headers, new URL(origin).port)) {
      return Response.json({ error: 'Only from this machine, and not from a page elsewhere.' }, { status: 403 });
    }
    return await next();
  });
  app.get('/people', (context) => context.json(world.people));
  app.get('/events', (context) => context.json(world.events.list(context.req.query('kind'))));
  app.delete('/events', (context) => {
    world.events.clear();
    return context.body(null, 204);
  });
  app.get('/clock', (context) => context.json({ now: world.clock.now() }));
  app.post('/clock', async ({ req }) => {
    const body: unknown = await req.json().catch(() => undefined);
    const { advanceMs } = (body ?? {}) as { readonly advanceMs?: unknown };
    if (typeof advanceMs !== 'number' || !Number.isFinite(advanceMs)) return bad('Send {"advanceMs": number}.');
    world.clock.advance(advanceMs);
    return Response.json({ now: world.clock.now() });
  });
  app.post('/faults', async ({ req }) => {
    const fault = readFault(await req.json().catch(() => undefined));
    if (fault === undefined) return bad('Send {"vendor": "databricks" or "sigma", "pattern": "METHOD /path", …}.');
    world.faults.add(fault);
    return Response.json(fault, { status: 201 });
  });
  app.delete('/faults', (context) => {
    world.faults.clear();
    return context.body(null, 204);
  });
  return app;
}

/** A name of this machine as Host, so that no foreign name that resolves to loopback works; and no foreign Origin. */
function isOurs(headers: Headers, port: string): boolean {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  const host = headers.get('host') ?? '';
  const origin = headers.get('origin');
  const site = headers.get('sec-fetch-site') ?? 'none';
  return hosts.includes(host) && (origin === null || origin === `http://${host}`) && /^(none|same-origin)$/.test(site);
}

function readFault(body: unknown): Fault | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { pattern, vendor } = body as Readonly<Record<string, unknown>>;
  if (vendor !== 'databricks' && vendor !== 'sigma') return undefined;
  if (typeof pattern !== 'string' || !/^[A-Z]+ \//.test(pattern)) return undefined;
  return body as Fault;
}

function bad(message: string): Response {
  return Response.json({ error: message }, { status: 400 });
}
