// A proxy that knows a few host names and nothing else: CONNECT to one of them leads to a port of the sandbox. Never to the network.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ConnectProxy {
  /** Such as `http://127.0.0.1:3128`. */
  readonly origin: string;
  /** Names that were asked for and refused, newest last; at most 100. */
  refused(): readonly string[];
  /** Stops listening and cuts open tunnels. */
  close(): Promise<void>;
}

/**
 * Listens on loopback. `portOf` gives the local port behind `name:443`; every other name or port is refused with 403, and
 * so is everything that is not CONNECT. Rejects with EADDRINUSE when the port is taken.
 */
export async function startConnectProxy(options: {
  readonly port: number;
  readonly portOf: (name: string) => number | undefined;
}): Promise<ConnectProxy> {
  const refused: string[] = [];
  const tunnels = new Set<Duplex>();
  const refuse = (target: string): string => {
    refused.push(target);
    if (refused.length > 100) refused.shift();
    return `The sandbox's switchboard leads to the names of its two vendors only, not to ${printable(target)}.\n`;
  };

  const server = createServer((request, response) => {
    response.writeHead(403, { 'content-type': 'text/plain' });
    response.end(refuse(request.url ?? ''));
  });
  server.on('connect', (request, client: Socket, first: Buffer) => {
    const target = request.url ?? '';
    const [, name = '', port] = /^([A-Za-z0-9.-]+):(\d+)$/.exec(target) ?? [];
    const local = port === '443' ? options.portOf(name) : undefined;
    client.on('error', () => client.destroy());
    if (local === undefined) {
      const text = refuse(target);
      client.end(
        `HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      );
      return;
    }
    const inside = connect(local, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      inside.write(first);
      inside.pipe(client).pipe(inside);
    });
    inside.on('error', () => client.destroy());
    for (const end of [inside, client]) {
      tunnels.add(end);
      end.once('close', () => {
        tunnels.delete(end);
        inside.destroy();
        client.destroy();
      });
    }
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refused: () => refused,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const end of tunnels) end.destroy();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What somebody asked for, harmless and short. */
function printable(text: string): string {
  return text.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, 200);
}
