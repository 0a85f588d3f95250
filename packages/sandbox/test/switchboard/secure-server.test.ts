// The server over TLS ends when it is told to, whoever is connected.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox } from '../../src/index.ts';

it('a connection on which nothing is said, as browsers open some ahead, does not keep it open', async () => {
  await using sandbox = await startSandbox({ https: true });
  const server = await sandbox.https?.listen((_incoming, outgoing) => outgoing.end(), 0);
  assert.ok(server);
  const silent = connect(server.port, '127.0.0.1');
  await once(silent, 'connect');
  await sleep(50);
  const ended = once(silent, 'close');
  const outcome = await Promise.race([server.close().then(() => 'closed'), sleep(5000, 'still open', { ref: false })]);
  assert.equal(outcome, 'closed');
  await ended;
});
