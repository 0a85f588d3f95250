// A throw-away certificate authority and the one certificate it signs. Its key exists in memory only, until it has signed.

export interface Certificate {
  /** The authority's certificate in PEM: what clients are told to trust. */
  readonly ca: string;
  /** The server's certificate, followed by the authority's, in PEM. */
  readonly chain: string;
  /** The server's private key in PEM. */
  readonly key: string;
  /** SHA-256 of the server's public key in base64, as Chromium's `--ignore-certificate-errors-spki-list` takes it. */
  readonly spki: string;
}

const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/**
 * A certificate for these names and for loopback, good for 30 days from `now`: by the machine's clock, since TLS clients know no other.
 * Loads `@peculiar/x509`, which nothing else needs. Nobody can sign a second one: the authority's key is forgotten here.
 */
export async function createCertificate(names: readonly string[], now = Date.now()): Promise<Certificate> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(crypto);
  const [authority, server] = await Promise.all([newKeys(), newKeys()]);
  const life = { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + 30 * DAY_MS) };
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Sigma Embed Gateway sandbox (throw-away)',
    keys: authority,
    signingAlgorithm: KEY,
    ...life,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  const leaf = await x509.X509CertificateGenerator.create({
    subject: 'CN=Sigma Embed Gateway sandbox',
    issuer: root.subject,
    publicKey: server.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: KEY,
    ...life,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
      new x509.SubjectAlternativeNameExtension([
        ...['localhost', ...names].map((value) => ({ type: 'dns', value }) as const),
        ...['127.0.0.1', '::1'].map((value) => ({ type: 'ip', value }) as const),
      ]),
    ],
  });
  const ca = `${root.toString('pem')}\n`;
  const [key, spki] = await Promise.all([
    crypto.subtle.exportKey('pkcs8', server.privateKey),
    crypto.subtle.exportKey('spki', server.publicKey),
  ]);
  return {
    ca,
    chain: `${leaf.toString('pem')}\n${ca}`,
    key: x509.PemConverter.encode(key, 'PRIVATE KEY'),
    spki: Buffer.from(await crypto.subtle.digest('SHA-256', spki)).toString('base64'),
  };
}

function newKeys() {
  return crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
}
