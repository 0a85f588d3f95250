// An application on Express that had a page before. Three lines bring the workbook: the two marked here, and the tag in its page.
import { once } from 'node:events';
import express from 'express';
import { createGateway, loadConfig } from '@sigma-embed/gateway';
import { toNodeHandler } from '@sigma-embed/gateway/node';
import { page } from '../portal/page.ts';

const app = express();
app.use(express.json());
const gateway = await createGateway({ config: loadConfig({ env: process.env }) }); // 1
app.use(toNodeHandler(gateway)); // 2
app.get('/', (_request, response) => response.send(page)); // 3 is in the page

const server = app.listen(Number(process.env['PORT']), '127.0.0.1');
await once(server, 'listening');
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => server.close(() => void gateway.close()));
}
