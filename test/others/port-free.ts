// Waits until nobody else on this machine has a port that a library cannot be talked out of.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export async function untilFree(port: number): Promise<void> {
  for (;;) {
    const server = createServer().listen(port, 'localhost');
    try {
      await once(server, 'listening');
      server.close();
      return void (await once(server, 'close'));
    } catch {
      await sleep(500);
    }
  }
}
