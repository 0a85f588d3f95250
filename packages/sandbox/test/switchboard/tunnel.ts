// Goes through the switchboard as a client does: CONNECT, TLS with the sandbox's authority only, one request.
import { request as connectTo } from 'node:http';
import { get } from 'node:https';
import type { Socket } from 'node:net';
import { connect as startTls } from 'node:tls';
import type { Switchboard } from '../../src/index.ts';

/** The status and first lines of the proxy's answer to CONNECT, and the tunnel where there is one. */
export async function connect(board: Switchboard, target: string): Promise<{ status: number; socket: Socket }> {
  const { hostname, port } = new URL(board.proxy);
  return await new Promise((resolve, reject) => {
    const call = connectTo({ hostname, port, method: 'CONNECT', path: target, agent: false });
    call.once('connect', ({ statusCode = 0 }, socket: Socket) => resolve({ status: statusCode, socket }));
    call.once('error', reject);
    call.end();
  });
}

/** GET of an address under one of the vendors' names. Rejects when the certificate does not fit the name. */
export async function getThrough(board: Switchboard, address: string): Promise<{ status: number; text: string }> {
  const { host, hostname } = new URL(address);
  const { socket, status } = await connect(board, `${hostname}:443`);
  if (status !== 200) return { status, text: '' };
  const tls = startTls({ socket, servername: hostname, ca: board.ca });
  return await new Promise((resolve, reject) => {
    tls.once('error', reject);
    const options = { createConnection: () => tls, headers: { host, connection: 'close' } };
    get(address, options, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    }).once('error', reject);
  });
}
