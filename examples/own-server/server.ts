// The gateway inside a program of your own. `gateway.fetch` turns a Request into a Response, so any server can carry it.
import { once } from 'node:events';
import { bindServer, createGateway, loadConfig } from '@sigma-embed/gateway';

const config = loadConfig({ env: process.env });
const gateway = await createGateway({ config });
const server = await bindServer({ ...config.listen, publicOrigin: config.publicOrigin });
server.serve(gateway.fetch);
console.log(`Listening on ${server.host}:${server.port}; open ${config.publicOrigin}`);

await once(process, 'SIGTERM');
await server.close(config.drainMs);
await gateway.close();
