// TLS under the vendors' names: who is trusted, where the proxy leads, and that nothing is left behind.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startSandbox, type Sandbox, type Switchboard } from '../../src/index.ts';
import { connect, getThrough } from './tunnel.ts';

let sandbox: Sandbox;
let board: Switchboard;
before(async () => {
  sandbox = await startSandbox({ https: true });
  if (sandbox.https === undefined) throw new Error('no switchboard');
  board = sandbox.https;
});
after(() => sandbox.close());

const discovery = (name: string): string => `https://${name}/oidc/.well-known/openid-configuration`;

describe('the names', () => {
  it('every one of them has a certificate that fits, and leads to its vendor', async () => {
    for (const { keysName, name } of board.names.databricks) {
      const { issuer, jwks_uri } = JSON.parse((await getThrough(board, discovery(name))).text) as Record<
        string,
        string
      >;
      assert.equal(issuer, `https://${name}/oidc`);
      assert.equal(jwks_uri, `https://${keysName}/oidc/jwks.json`);
      assert.match((await getThrough(board, jwks_uri ?? '')).text, /"kid"/);
    }
    for (const name of board.names.sigma) assert.equal((await getThrough(board, `https://${name}/`)).status, 200, name);
  });

  it('are found in any case', async () => {
    assert.equal((await getThrough(board, 'https://APP.SigmaComputing.com/')).status, 200);
  });
});

describe('the proxy', () => {
  it('refuses every other name, port and address, and every request that is not CONNECT', async () => {
    const [{ name }] = board.names.databricks;
    const targets = [
      'example.com:443',
      `${name}.example.com:443`,
      `x${name}:443`,
      `${name}:80`,
      `${name}:0443`,
      `${name}.:443`,
      name,
      '127.0.0.1:443',
      `127.0.0.1:${new URL(board.origins.databricks).port}`,
      'localhost:443',
      '[::1]:443',
      `user@${name}:443`,
      `${name}:443/x`,
      '/',
    ];
    for (const target of targets) {
      const { socket, status } = await connect(board, target);
      socket.destroy();
      assert.equal(status, 403, target);
    }
    assert.ok(targets.every((target) => board.refused().includes(target)));
    const { hostname, port } = new URL(board.proxy);
    const plain = await new Promise<number>((resolve) => {
      request({ hostname, port, path: `http://${name}/` }, ({ statusCode = 0 }) => resolve(statusCode)).end();
    });
    assert.equal(plain, 403);
  });

  it('listens on loopback only', () => {
    assert.equal(new URL(board.proxy).hostname, '127.0.0.1');
  });
});

describe('trust', () => {
  const fetchInChild = async (env: Record<string, string>): Promise<string> => {
    const code = `try { console.log((await fetch(${JSON.stringify(discovery(board.names.databricks[0].name))})).status); } catch (error) { console.log(error.cause?.code ?? error.message); }`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await new Promise((resolve) => child.once('close', resolve));
    return output.trim();
  };

  it('a process with the printed environment reaches the names; without the certificate it does not', async () => {
    const {
      HTTPS_PROXY = '',
      NODE_EXTRA_CA_CERTS = '',
      NODE_USE_ENV_PROXY = '',
    } = sandbox.env('http://localhost:3000', {
      over: 'names',
    });
    assert.equal(await fetchInChild({ HTTPS_PROXY, NODE_EXTRA_CA_CERTS, NODE_USE_ENV_PROXY }), '200');
    assert.equal(await fetchInChild({ HTTPS_PROXY, NODE_USE_ENV_PROXY }), 'SELF_SIGNED_CERT_IN_CHAIN');
  });

  it("only the authority's certificate is written, never a key", () => {
    const folder = dirname(board.caFile);
    assert.deepEqual(readdirSync(folder), ['ca.pem']);
    const text = readFileSync(board.caFile, 'utf8');
    assert.equal(text, board.ca);
    assert.doesNotMatch(text, /PRIVATE/);
  });
});

it('faults, counts and the event log are those of the plain servers', async () => {
  const name = board.names.databricks[0].name;
  sandbox.faults.add({ vendor: 'databricks', pattern: 'GET /oidc/*', status: 503, times: 1 });
  assert.equal((await getThrough(board, discovery(name))).status, 503);
  assert.equal((await getThrough(board, discovery(name))).status, 200);
});

it('a busy port is reported, and everything else is closed again', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as { port: number };
  for (const busy of ['databricks', 'sigma', 'proxy']) {
    await assert.rejects(startSandbox({ https: { [busy]: port } }), { code: 'EADDRINUSE', port });
  }
  other.close();
});

it('closing removes the file', async () => {
  const other = await startSandbox({ https: true });
  const file = other.https?.caFile ?? '';
  assert.ok(existsSync(file));
  await other.close();
  assert.equal(existsSync(file), false);
});

it('the environment over TLS needs a sandbox with https', async () => {
  await using plain = await startSandbox();
  assert.equal(plain.https, undefined);
  assert.throws(
    () => plain.env('http://localhost:3000', { over: 'names' }),
    /needs a sandbox that was started with https/,
  );
});
