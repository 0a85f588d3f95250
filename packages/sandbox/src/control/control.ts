// The control routes under `/__sandbox`: look at the world and move it, from a terminal or the sandbox's own page.
import { Hono } from 'hono';
import { SIGMA_SWITCHES } from '../sigma/switches.ts';
import { readSwitches } from '../switches.ts';
import type { Snapshot, World } from '../world.ts';
import { APP, bad, CLOCK, EVENTS, FAULT, PERSON, read, SWITCHES } from './bodies.ts';
import { isOurs } from './guard.ts';
import { createControlPage } from './page/page.ts';
import { readState } from './state.ts';
import type { Controlled } from './controlled.ts';

/** Answers 403 to other hosts' names and to pages of other origins, 400 with `{error}` to what cannot be followed. */
export function createControl(controlled: Controlled): Hono {
  const { databricks, sigma, world } = controlled;
  const app = new Hono({ strict: false }).basePath('/__sandbox');
  app.use(async (context, next) => {
    if (!isOurs(context.req.raw.headers, new URL(databricks.origin).port)) {
      return bad('Only from this machine, and not from a page elsewhere.', 403);
    }
    await next();
    context.res.headers.set('cache-control', 'no-store');
    return undefined;
  });
  app.route('/', createControlPage());
  app.get('/state', (context) => context.json(readState(controlled)));
  app.get('/people', (context) => context.json(world.people));
  app.route('/', eventRoutes(world));
  app.route('/', faultRoutes(world));
  app.route('/', snapshotRoutes(controlled));
  app.get('/clock', (context) => context.json({ now: world.clock.now() }));
  app.post('/clock', async ({ req }) => {
    const asked = await read(CLOCK, req.raw);
    if (!asked.ok) return asked.answer;
    world.clock.advance(asked.value.advanceMs);
    return Response.json({ now: world.clock.now() });
  });
  app.patch('/switches', async ({ req }) => {
    const asked = await read(SWITCHES, req.raw);
    if (!asked.ok) return asked.answer;
    try {
      // Both are read before either is written.
      readSwitches(SIGMA_SWITCHES, asked.value.sigma ?? {});
      databricks.setSwitches(asked.value.databricks ?? {});
      sigma.setSwitches(asked.value.sigma ?? {});
    } catch (problem) {
      if (problem instanceof TypeError) return bad(problem.message);
      throw problem;
    }
    return Response.json({ databricks: world.databricks, sigma: world.sigma });
  });
  app.patch('/app', async ({ req }) => {
    const asked = await read(APP, req.raw);
    if (!asked.ok) return asked.answer;
    const given = Object.entries(asked.value).filter(([, value]) => value !== undefined);
    databricks.setApp(Object.fromEntries(given));
    return new Response(null, { status: 204 });
  });
  const deeds = {
    'expire-access-tokens': (person: string) => databricks.expireAccessTokens(person),
    'end-grants': (person: string) => databricks.endGrants(person),
    'end-embeds': (person: string) => sigma.endEmbeds(person),
  };
  for (const [name, deed] of Object.entries(deeds)) {
    app.post(`/${name}`, async ({ req }) => {
      const asked = await read(PERSON, req.raw);
      return asked.ok ? Response.json({ ended: deed(asked.value.person) }) : asked.answer;
    });
  }
  app.post('/rotate-keys', async () => {
    await databricks.rotateKeys();
    return new Response(null, { status: 204 });
  });
  return app;
}

function eventRoutes({ events }: World): Hono {
  const app = new Hono();
  app.get('/events', async ({ req }) => {
    const asked = await read(EVENTS, req.query());
    if (!asked.ok) return asked.answer;
    const { waitMs, ...filter } = asked.value;
    return Response.json(await events.waitForSome(filter, waitMs));
  });
  app.delete('/events', (context) => {
    events.clear();
    return context.body(null, 204);
  });
  return app;
}

function faultRoutes({ faults }: World): Hono {
  const app = new Hono();
  app.get('/faults', (context) => context.json(faults.list()));
  app.post('/faults', async ({ req }) => {
    const asked = await read(FAULT, req.raw);
    if (!asked.ok) return asked.answer;
    return Response.json({ id: faults.add(asked.value), ...asked.value }, { status: 201 });
  });
  app.delete('/faults', (context) => {
    faults.clear();
    return context.body(null, 204);
  });
  app.delete('/faults/:id', ({ req }) =>
    faults.remove(Number(req.param('id'))) ? new Response(null, { status: 204 }) : bad('There is no such fault.', 404),
  );
  return app;
}

function snapshotRoutes({ reset, restore, snapshot }: Controlled): Hono {
  const app = new Hono();
  const taken: Snapshot[] = [];
  app.post('/reset', () => {
    reset();
    return new Response(null, { status: 204 });
  });
  app.post('/snapshots', () => Response.json({ id: taken.push(snapshot()) }, { status: 201 }));
  app.post('/snapshots/:id/restore', ({ req }) => {
    const found = taken[Number(req.param('id')) - 1];
    if (found === undefined) return bad('There is no such snapshot.', 404);
    restore(found);
    return new Response(null, { status: 204 });
  });
  return app;
}
