// Who may use the control routes: this machine, and no page but the sandbox's own. Knows no route.

/** A name of this machine as Host, so that no foreign name that resolves to loopback works; and no foreign Origin. */
export function isOurs(headers: Headers, port: string): boolean {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  const host = headers.get('host') ?? '';
  const origin = headers.get('origin');
  const site = headers.get('sec-fetch-site') ?? 'none';
  return hosts.includes(host) && (origin === null || origin === `http://${host}`) && /^(none|same-origin)$/.test(site);
}
