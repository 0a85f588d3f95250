// The route file of a Next.js application: everything below /analytics is the gateway's.
import { createGateway, loadConfig } from '@sigma-embed/gateway';
import { toRouteHandlers } from '@sigma-embed/gateway/next';

export const { GET, HEAD, OPTIONS, POST } = toRouteHandlers(() =>
  createGateway({ config: loadConfig({ env: process.env }) }),
);
