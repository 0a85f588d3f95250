// An application on Fastify that had a page before, and a gateway inside it.
import fastify from 'fastify';
import { createGateway, loadConfig } from '@sigma-embed/gateway';
import { sigmaEmbed } from '@sigma-embed/gateway/fastify';
import { page } from '../portal/page.ts';

const app = fastify();
const gateway = await createGateway({ config: loadConfig({ env: process.env }) });
await app.register(sigmaEmbed, { gateway });
app.addHook('onClose', () => gateway.close());
app.get('/', async (_request, reply) => reply.type('text/html').send(page));

await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void app.close());
