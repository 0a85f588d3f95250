// A TCP proxy in front of a server: passes everything on, swallows it, or cuts it.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type Mode = 'pass' | 'swallow' | 'refuse';

export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** `swallow`: bytes go nowhere, connections stay. `refuse`: connections are cut and new ones as well. */
  mode(mode: Mode): void;
  /** Where new connections lead from now on; those that are open stay, as after a change of a name in the DNS. */
  to(port: number): void;
  /** Cuts what is open now; new connections follow the mode. */
  cut(): void;
}

export async function startTcpProxy(target: number): Promise<TcpProxy> {
  let mode: Mode = 'pass';
  let place = target;
  const open = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    open.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
  };
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  const server = createServer((near) => {
    track(near);
    if (mode === 'refuse') {
      near.destroy();
      return;
    }
    const far = track(connect(place, '127.0.0.1'));
    near.on('data', (bytes) => mode === 'pass' && far.write(bytes)).on('close', () => far.destroy());
    far.on('data', (bytes) => mode === 'pass' && near.write(bytes)).on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    port,
    to: (next) => void (place = next),
    cut,
    mode(next) {
      mode = next;
      if (next === 'refuse') cut();
    },
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
