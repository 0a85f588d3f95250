// The whole gateway as it is served: SQLite file, signed-in sessions, audit, one log line per request. Prints port and cookies as JSON.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bindServer, createGateway, createLog, loadConfig } from '@sigma-embed/gateway';
import { startSandbox } from '@sigma-embed/sandbox';
import { destination } from 'pino';
import { createVisitor } from '../../../test/support/visitor.ts';

const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-bench-'));
const [, storeUrl = `sqlite:${join(folder, 'sessions.db')}`, sessions = '32'] = process.argv.slice(2);
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.on('SIGTERM', () => process.exit(0));

// The load generator sends on after `Connection: close`, which no client of ours does.
const server = await bindServer({ host: '127.0.0.1', port: 0, limits: { maxRequestsPerSocket: 0 } });
const origin = `http://localhost:${server.port}`;
const sandbox = await startSandbox({ redirectUrls: [`${origin}/auth/databricks/callback`] });
const config = loadConfig({
  // Few sessions ask for what a whole company would.
  env: { ...sandbox.env(origin), SIGMA_EMBED_STORE: storeUrl, SIGMA_EMBED_MAX_MINTS_PER_MINUTE: '0' },
});
// As to a file or a pipe: lines are written together, off the event loop.
const log = createLog({ level: 'info', format: 'json', stream: destination({ dest: '/dev/null', sync: false }) });
const gateway = await createGateway({ config, clock: sandbox.clock, log });
server.serve(gateway.fetch);

const cookies: string[] = [];
for (let n = 0; n < Number(sessions); n += 1) {
  const visitor = createVisitor(origin);
  await visitor.signIn('ana@example.com');
  const minted = await visitor.mint();
  if (minted.status !== 200) throw new Error(`no URL for session ${n}: ${minted.text}`);
  cookies.push(visitor.cookieHeader());
}
process.stdout.write(`${JSON.stringify({ port: server.port, origin, cookies })}\n`);
