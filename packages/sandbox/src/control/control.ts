// The control routes under `/__sandbox`: look at the world and move it, from a terminal or the sandbox's own page.
import { Hono } from 'hono';
import type { World } from '../world.ts';
import { CLOCK, EVENTS, FAULT, read } from './bodies.ts';
import { isOurs } from './guard.ts';

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
  app.get('/events', async ({ req }) => {
    const asked = await read(EVENTS, req.query());
    if (!asked.ok) return asked.answer;
    const { waitMs, ...filter } = asked.value;
    return Response.json(await world.events.waitForSome(filter, waitMs));
  });
  app.delete('/events', (context) => {
    world.events.clear();
    return context.body(null, 204);
  });
  app.get('/clock', (context) => context.json({ now: world.clock.now() }));
  app.post('/clock', async ({ req }) => {
    const asked = await read(CLOCK, req.raw);
    if (!asked.ok) return asked.answer;
    world.clock.advance(asked.value.advanceMs);
    return Response.json({ now: world.clock.now() });
  });
  app.get('/faults', (context) => context.json(world.faults.list()));
  app.post('/faults', async ({ req }) => {
    const asked = await read(FAULT, req.raw);
    if (!asked.ok) return asked.answer;
    return Response.json({ id: world.faults.add(asked.value), ...asked.value }, { status: 201 });
  });
  app.delete('/faults', (context) => {
    world.faults.clear();
    return context.body(null, 204);
  });
  app.delete('/faults/:id', ({ req }) =>
    world.faults.remove(Number(req.param('id')))
      ? new Response(null, { status: 204 })
      : Response.json({ error: 'There is no such fault.' }, { status: 404 }),
  );
  return app;
}
