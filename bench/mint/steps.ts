// Where the microseconds of one URL go. Run as a process of its own; prints microseconds per step as JSON.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secret, systemClock, systemRandom } from '@sigma-embed/gateway/sigma';
import { claimsJson, claimsOf } from '../../packages/gateway/src/sigma/claims.ts';
import { createDerivedKeys } from '../../packages/gateway/src/sigma/derived-keys.ts';
import { createSigner } from '../../packages/gateway/src/sigma/sign.ts';
import { encryptToken } from '../../packages/gateway/src/sigma/token-cipher.ts';
import { cookieValues } from '../../packages/gateway/src/session/cookie.ts';
import { readSessionCookie, sessionHash } from '../../packages/gateway/src/session/session.ts';
import { openSqlite } from '../../packages/gateway/src/store/sqlite.ts';
import { createVault } from '../../packages/gateway/src/vault/vault.ts';
import { ACCESS_TOKEN, CONNECTION, CREDENTIAL } from './task.ts';

const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-steps-'));
const token = secret(ACCESS_TOKEN);
const key = await createDerivedKeys({
  secret: secret(CREDENTIAL.secret),
  clock: systemClock,
  random: systemRandom,
}).take();
const sign = createSigner({ clientId: CREDENTIAL.clientId, secret: secret(CREDENTIAL.secret) });
const vault = createVault({
  ring: [{ id: 'k', key: secret(Buffer.alloc(32, 7).toString('base64url')) }],
  random: systemRandom,
  clock: systemClock,
});
const store = openSqlite(join(folder, 'sessions.db'), { clock: systemClock, keyChecks: vault.keyChecks });
const id = 'A'.repeat(43);
const hash = sessionHash(readSessionCookie(id)?.id as never);
const context = { purpose: 'access_token', parts: [hash, 'client', '1'] } as const;
const sealed = vault.seal(token, context);
await store.insertSession({
  hash,
  viewer: {
    issuer: 'i',
    id: '1',
    userName: 'ana@example.com',
    displayName: 'Ana',
    groups: [{ id: '1', name: 'manhattan' }],
  },
  createdAt: 1,
  grant: {
    version: 1,
    clientId: 'c',
    scopes: ['all-apis'],
    obtainedAt: 1,
    accessExpiresAt: 2,
    rotation: 'unlearned',
    sealedAccess: sealed,
    sealedRefresh: sealed,
  },
  replaces: undefined,
  cap: undefined,
});
const facts = {
  subject: 'ana@example.com',
  jti: 'j'.repeat(22),
  issuedAt: 1,
  expiresAt: 2,
  clientId: CREDENTIAL.clientId,
};
const user = { kind: 'embed', accountType: 'View', teams: ['Sales_People'] } as const;
const encrypted = encryptToken(key, token, systemRandom);
const payload = claimsJson(claimsOf({ ...facts, user, tokens: { [CONNECTION]: encrypted } }));
const cookies = `theme=dark; __Host-sigma-embed-3000=${id}; other=1`;

const steps: readonly (readonly [name: string, work: () => unknown])[] = [
  [
    'cookie to session hash',
    () => sessionHash(readSessionCookie(cookieValues(cookies, '__Host-sigma-embed-3000')[0] ?? '')?.id as never),
  ],
  ['session row from SQLite', () => store.findSession(hash)],
  ['open the sealed token (only when not in memory)', () => vault.open(sealed, context)],
  ['encrypt the token (only when it is new)', () => encryptToken(key, token, systemRandom)],
  ['claims as JSON', () => claimsJson(claimsOf({ ...facts, user, tokens: { [CONNECTION]: encrypted } }))],
  ['sign', () => sign(payload)],
];
const figures: Record<string, number> = {};
for (const [name, work] of steps) {
  for (let n = 0; n < 5000; n += 1) await work();
  const rounds: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const startedAt = performance.now();
    for (let n = 0; n < 5000; n += 1) await work();
    rounds.push(((performance.now() - startedAt) * 1000) / 5000);
  }
  figures[name] = rounds.toSorted((a, b) => a - b)[2] ?? Number.NaN;
}
await store.close();
rmSync(folder, { recursive: true, force: true });
process.stdout.write(JSON.stringify(figures));
