// Puts many sessions into a database at once, past the store: rows of the usual size that nobody will open.
import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { systemClock } from '../../packages/gateway/src/base/clock.ts';
import { readStoreUrl, type ServerPlace } from '../../packages/gateway/src/base/store-url.ts';
import { openStore } from '../../packages/gateway/src/store/open.ts';
import type { Sealed } from '../../packages/gateway/src/store/store.ts';
import { grantRow, newSession } from '../../packages/gateway/src/testing/suite/samples.ts';

/** Characters of a sealed access token of a kilobyte, and of a sealed refresh token. */
const ACCESS = 1400;
const REFRESH = 150;

const COLUMNS =
  'hash, issuer, viewer_id, user_name, user_key, display_name, groups, created_at, last_active_at, grant_version, client_id, ' +
  'scopes, obtained_at, access_expires_at, rotation, sealed_access, sealed_refresh, access_key, refresh_key';

const texts = (person: string, time: string): string =>
  `'https://ws.example/oidc', ${person}, ${person} || '@example.com', ${person} || '@example.com', 'Ana Lima', '[["1","manhattan"]]',
   ${time}, ${time}, 1, 'client', 'all-apis offline_access', ${time}, ${time} + 3600000, 'kept'`;

/** Adds `count` sessions of some thousand people, created now. The tables must be there. */
export async function fill(url: string, count: number): Promise<void> {
  await (await openStore(url, { clock: systemClock, keyChecks: [] })).close();
  const read = readStoreUrl(url);
  if ('problem' in read || read.ok.kind === 'memory') throw new Error('only a database that others see can be filled');
  if (read.ok.kind === 'sqlite') fillSqlite(read.ok.path, count);
  else if (read.ok.kind === 'postgres') await fillPostgres(read.ok, count);
  else await fillOneByOne(url, count);
}

function fillSqlite(path: string, count: number): void {
  const db = new DatabaseSync(path);
  const time = String(Date.now());
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN');
  db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ${count})
    INSERT INTO sessions (${COLUMNS})
    SELECT substr(lower(hex(randomblob(22))), 1, 43), ${texts("('u' || (i % 5000))", time)},
      '1.k1.' || hex(randomblob(${ACCESS / 2})), '1.k1.' || hex(randomblob(${REFRESH / 2})), 'k1', 'k1' FROM n`);
  db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
}

async function fillPostgres(place: ServerPlace, count: number): Promise<void> {
  const { database, host, namespace, port, user } = place;
  const client = new pg.Client({ host, port, user, database });
  await client.connect();
  // `part` keeps the aggregate inside, `i` makes it anew for every row.
  const random = (length: number): string =>
    `(SELECT string_agg(md5(random()::text || part || i), '') FROM generate_series(1, ${Math.ceil(length / 32)}) AS part)`;
  await client.query('SET synchronous_commit = off');
  await client.query(`INSERT INTO "${namespace}".sessions (${COLUMNS})
    SELECT left(md5(random()::text) || md5(random()::text), 43), ${texts("('u' || (i % 5000))", `${Date.now()}::bigint`)},
      '1.k1.' || ${random(ACCESS)}, '1.k1.' || ${random(REFRESH)}, 'k1', 'k1' FROM generate_series(1, ${count}) AS i`);
  await client.query(`VACUUM ANALYZE "${namespace}".sessions`);
  await client.query('CHECKPOINT');
  await client.end();
}

/** For a store without a bulk insert. */
export async function fillOneByOne(url: string, count: number): Promise<void> {
  const store = await openStore(url, { clock: systemClock, keyChecks: [] });
  await insertAll(store, count);
  await store.close();
}

export async function insertAll(store: Awaited<ReturnType<typeof openStore>>, count: number): Promise<void> {
  const grant = grantRow(1, {
    sealedAccess: `1.k1.${'a'.repeat(ACCESS)}` as Sealed,
    sealedRefresh: `1.k1.${'r'.repeat(REFRESH)}` as Sealed,
  });
  for (let done = 0; done < count; done += 500) {
    const some = Array.from({ length: Math.min(500, count - done) }, () =>
      store.insertSession(newSession(randomBytes(22).toString('hex').slice(0, 43), { grant, createdAt: Date.now() })),
    );
    await Promise.all(some);
  }
}
