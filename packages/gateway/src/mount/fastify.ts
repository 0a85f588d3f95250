// A Fastify plugin that carries the requests below the gateway's base path. Knows as much of Fastify as it calls.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../base/errors.ts';
import type { Gateway } from '../gateway.ts';
import { toNodeHandler } from './node.ts';

/** What the plugin uses of a Fastify 5 instance. */
export interface FastifyLike {
  all(
    path: string,
    handler: (
      request: { readonly raw: IncomingMessage },
      reply: { readonly raw: ServerResponse; hijack(): unknown },
    ) => void,
  ): unknown;
  removeAllContentTypeParsers(): void;
  addContentTypeParser(
    type: '*',
    parser: (request: unknown, payload: unknown, done: (error: null) => void) => void,
  ): unknown;
}

export interface SigmaEmbedOptions {
  readonly gateway: Pick<Gateway, 'basePath' | 'fetch' | 'owns'>;
}

/**
 * `await app.register(sigmaEmbed, { gateway })`, without a prefix: the base path of the gateway says where it stands. Parsers of
 * bodies and hooks on answers do not touch its requests.
 * @throws GatewayError `config_invalid` for a gateway at the root of its origin.
 */
export async function sigmaEmbed(app: FastifyLike, { gateway }: SigmaEmbedOptions): Promise<void> {
  if (gateway.basePath === '') {
    const message =
      'A gateway inside Fastify needs a base path. Put one before /auth/databricks/callback in DATABRICKS_REDIRECT_URI, such as /analytics.';
    throw new GatewayError('config_invalid', { message });
  }
  app.removeAllContentTypeParsers();
  // Leaves the body in its stream, for the gateway to read.
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  const handler = toNodeHandler(gateway);
  for (const path of [gateway.basePath, `${gateway.basePath}/*`]) {
    app.all(path, (request, reply) => {
      reply.hijack();
      handler(request.raw, reply.raw);
    });
  }
}
