// Puts the sandbox behind TLS, under loopback addresses and under the vendors' own names, with a proxy that leads there.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bound } from '../serve.ts';
import type { World } from '../world.ts';
import { createCertificate } from './certificate.ts';
import { startConnectProxy } from './connect-proxy.ts';
import { vendorNames, type Door, type Names } from './names.ts';
import { listenSecurely, type SecureServer } from './secure-server.ts';

export interface SwitchboardPorts {
  readonly databricks?: number | undefined;
  readonly keys?: number | undefined;
  readonly sigma?: number | undefined;
  readonly proxy?: number | undefined;
}

export interface Switchboard {
  /** Where each server listens over TLS, such as `https://127.0.0.1:3443`. */
  readonly origins: Readonly<Record<Door, string>>;
  readonly names: Names;
  /** Leads to the vendors' names and refuses every other. */
  readonly proxy: string;
  /** Names that somebody asked the proxy for in vain. */
  refused(): readonly string[];
  /** The certificate to trust, in PEM, and a file that holds it until the sandbox closes. */
  readonly ca: string;
  readonly caFile: string;
  /** SHA-256 of the server's key in base64, for Chromium's `--ignore-certificate-errors-spki-list`. */
  readonly spki: string;
  /** Serves something else under the same certificate, such as the application that embeds, as `https://localhost:PORT`. */
  listen(listener: RequestListener, port: number): Promise<SecureServer>;
  close(): Promise<void>;
}

/** Rejects with EADDRINUSE when a port is taken; nothing keeps listening then. */
export async function openSwitchboard(
  world: Pick<World, 'workspaceId'>,
  servers: Readonly<Record<Door, Pick<Bound, 'listener'>>>,
  ports: SwitchboardPorts,
): Promise<Switchboard> {
  await using opened = new AsyncDisposableStack();
  const names = vendorNames(world);
  const certificate = await createCertificate(names.all());
  const open = async (door: Door): Promise<number> => {
    const server = await listenSecurely(servers[door].listener, { certificate, port: ports[door] ?? 0 });
    opened.defer(() => server.close());
    return server.port;
  };
  // One after the other, so that the first busy port is the one that is named.
  const at = { databricks: await open('databricks'), keys: await open('keys'), sigma: await open('sigma') };
  const portOf = (name: string): number | undefined => {
    const door = names.doorOf(name);
    return door === undefined ? undefined : at[door];
  };
  const proxy = await startConnectProxy({ port: ports.proxy ?? 0, portOf });
  opened.defer(() => proxy.close());
  const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-sandbox-ca-'));
  opened.defer(() => rmSync(folder, { recursive: true, force: true }));
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, certificate.ca);
  const running = opened.move();
  return {
    origins: { databricks: loopback(at.databricks), keys: loopback(at.keys), sigma: loopback(at.sigma) },
    names,
    proxy: proxy.origin,
    refused: () => proxy.refused(),
    ca: certificate.ca,
    caFile,
    spki: certificate.spki,
    async listen(listener, port) {
      const server = await listenSecurely(listener, { certificate, port });
      running.defer(() => server.close());
      return server;
    },
    close: () => running.disposeAsync(),
  };
}

function loopback(port: number): string {
  return `https://127.0.0.1:${port}`;
}
