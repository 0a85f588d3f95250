// A bare node:http server around one way of making a URL: `reference` or `floor`. Prints its port when it listens.
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { floorUrl, referenceUrl } from '../reference.ts';

const salt = randomBytes(16);
const key = pbkdf2Sync('warm', salt, 600_000, 32, 'sha256');
const mint = process.argv[2] === 'reference' ? referenceUrl : () => floorUrl(salt, key);

const server = createServer((request, response) => {
  if (request.url === '/health') return response.setHeader('content-type', 'application/json').end('{"status":"ok"}');
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const now = Date.now();
    const body = {
      embedUrl: mint(),
      expiresAt: now + 3_600_000,
      renewAt: now + 3_300_000,
      serverTime: now,
      user: { email: 'ana@example.com' },
    };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  return undefined;
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
