// Embed URLs whose sealed tokens were changed, or whose connection is closed: each is refused by the check that it breaks.
import { createCipheriv, createHash, pbkdf2Sync, randomBytes } from 'node:crypto';
import { by, changed, claims, type Mutation } from './mutations.ts';
import { CONNECTION_ID, encrypt, encryptWith, SECRET } from './organization.ts';
import { refuses } from './refusals.ts';

const token = (name: string, make: () => string): Mutation => ({
  name,
  url: async (place) => await place.url({ claims: { connection_oauth_tokens: { [CONNECTION_ID]: make() } } }),
});
/** The sealed value of a good token, its four parts changed. */
const parts = (change: (all: readonly string[]) => readonly string[]): string =>
  change(encrypt('the-access-token').split('.')).join('.');
const flipped = (at: number): string =>
  parts((all) =>
    all.map((part, index) => {
      if (index !== at) return part;
      const bytes = Buffer.from(part, 'base64');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      return bytes.toString('base64');
    }),
  );

/** As the first published sample sealed tokens, before the format of today. */
function sealedAsOnce(): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(SECRET).digest(), iv);
  return `${iv.toString('base64')}:${Buffer.concat([cipher.update('t'), cipher.final()]).toString('base64')}`;
}

function sealedInFewerRounds(): string {
  const [salt, iv] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', pbkdf2Sync(SECRET, salt, 100_000, 32, 'sha256'), iv);
  const sealed = Buffer.concat([cipher.update('t'), cipher.final()]);
  return [salt, iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64')).join('.');
}

refuses('invalid_token', [
  token('a token that is not sealed', () => 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2ln'),
  token('a personal token', () => 'dapi0123456789abcdef'),
  token('an empty value', () => ''),
  token('a token sealed with another secret', () => encryptWith('another secret', 't')),
  token('a token sealed as the first sample did', sealedAsOnce),
  token('a token sealed in fewer rounds', sealedInFewerRounds),
  token('another salt', () => flipped(0)),
  token('another IV', () => flipped(1)),
  token('another tag', () => flipped(2)),
  token('another ciphertext', () => flipped(3)),
  token('the tag behind the ciphertext', () =>
    parts(([salt = '', iv = '', tag = '', text = '']) => [salt, iv, text, tag]),
  ),
  token('no tag', () => parts((all) => all.toSpliced(2, 1))),
  token('a fifth part', () => parts((all) => [...all, 'AA=='])),
  token('base64url', () => parts((all) => all.map((part) => Buffer.from(part, 'base64').toString('base64url')))),
  token('a line break', () => `${encrypt('t')}\n`),
  claims('a bad token of the organization', { oauth_token: 'x' }),
  claims('a bad token for another connection', {
    connection_oauth_tokens: { [CONNECTION_ID]: encrypt('t'), other: 'x' },
  }),
]);

refuses('unknown_connection', [
  by(
    claims('a token for another connection beside the right one', {
      connection_oauth_tokens: { [CONNECTION_ID]: encrypt('t'), other: encrypt('t') },
    }),
    { unknownConnection: 'refuse' },
  ),
]);

refuses('no_token', [
  claims('no tokens', { connection_oauth_tokens: undefined }),
  claims('a token for another connection', { connection_oauth_tokens: { other: encrypt('t') } }),
  claims('the connection in capitals', { connection_oauth_tokens: { [CONNECTION_ID.toUpperCase()]: encrypt('t') } }),
  claims('the token of the organization alone', { connection_oauth_tokens: undefined, oauth_token: encrypt('t') }),
  token('a sealed nothing', () => encrypt('')),
]);

refuses('archived_connection', [
  changed('a connection that was archived', {}, ({ state }) => {
    for (const connection of state.connections.values()) connection.isArchived = true;
  }),
]);

refuses('no_connection_grant', [
  changed('a connection that is shared with nobody', {}, ({ state }) => {
    for (const [id, { inodeType }] of state.grants) if (inodeType === 'connection') state.grants.delete(id);
  }),
]);

refuses('no_view_connections', [
  by(claims('an account type that may not view connections', {}), { viewConnections: 'required' }),
]);
