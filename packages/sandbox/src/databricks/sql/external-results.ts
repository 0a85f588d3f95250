// The results behind links: as the vendor has them in a cloud store, they are fetched without a token. Knows no statements' life.
import { Hono } from 'hono';
import type { World } from '../../world.ts';
import { chunksOf, chunkText } from './chunks.ts';
import type { Statements } from './statements.ts';

const PATH = '/external-results';

/** Milliseconds that a link is good for. */
const LINK_LIFE_MS = 900_000;

/** The address of a chunk at this origin, for fifteen minutes. */
export function externalLink(
  world: Pick<World, 'clock'>,
  origin: string,
  at: { readonly id: string; readonly key: string; readonly index: number },
): { readonly url: string; readonly expiresAt: number } {
  const expiresAt = world.clock.now() + LINK_LIFE_MS;
  return { url: `${origin}${PATH}/${at.id}/${at.index}?key=${at.key}&expires=${expiresAt}`, expiresAt };
}

/** Refuses a request that carries a token, as cloud stores do: the key in the address is all there may be. */
export function createExternalResults(world: World, statements: Statements): Hono {
  return new Hono().get(`${PATH}/:id/:index`, ({ req }) => {
    if (req.header('authorization') !== undefined) return refused(400, 'Only one authentication mechanism is allowed');
    const expiresAt = Number(req.query('expires'));
    const found = statements.findByKey(req.param('id'), req.query('key') ?? '');
    if (found?.result === undefined || !(world.clock.now() < expiresAt)) return refused(403, 'Request has expired');
    const { format, result } = found;
    const chunk = chunksOf(result, world.databricks.chunkRows)[Number(req.param('index'))];
    if (chunk === undefined) return refused(404, 'The specified key does not exist');
    const type = format === 'CSV' ? 'text/csv' : 'application/json';
    return new Response(chunkText(chunk, result.columns, format), { headers: { 'content-type': type } });
  });
}

function refused(status: number, message: string): Response {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Message>${message}</Message></Error>`;
  return new Response(body, { status, headers: { 'content-type': 'application/xml' } });
}
