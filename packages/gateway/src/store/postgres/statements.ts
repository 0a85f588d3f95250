// Every statement of the Postgres store. Each is one conditional write or read; none is prepared by name, so that a
// transaction pooler may send it to any connection.
import {
  ENDED_COLUMNS,
  GRANT_COLUMNS,
  IDENTITY_COLUMNS,
  INTENT_COLUMNS,
  SESSION_COLUMNS,
  STORED_COLUMNS,
} from '../session-row.ts';

const ALL_COLUMNS = `${IDENTITY_COLUMNS}, ${GRANT_COLUMNS}, ${INTENT_COLUMNS}, copied_from`;
const NO_INTENT = `(${INTENT_COLUMNS}) = (NULL, NULL, NULL, NULL, NULL)`;
const IDENTITY = count(IDENTITY_COLUMNS);
const GRANT = count(GRANT_COLUMNS);
const INTENT = count(INTENT_COLUMNS);
const NEW = IDENTITY + GRANT;

/** Epoch milliseconds: the given time, or the server's own where it is null. */
const now = (place: number): string =>
  `coalesce($${place}::bigint, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)`;

/** The statements for the tables in one quoted schema. */
export function statements(schema: string) {
  const sessions = `${schema}.sessions`;
  const insert = `INSERT INTO ${sessions} (${IDENTITY_COLUMNS}, ${GRANT_COLUMNS}) VALUES (${places(1, NEW)})`;
  const replaced = `DELETE FROM ${sessions} WHERE hash = $${NEW + 1}::text RETURNING ${ENDED_COLUMNS}`;
  const ofViewer = `hash IN (SELECT hash FROM ${sessions} WHERE viewer_id = $1 UNION SELECT hash FROM ${sessions} WHERE user_key = $2)`;
  const removeOf = (which: string, limit: number): string =>
    `WITH picked AS MATERIALIZED (SELECT hash AS it FROM ${sessions} WHERE ${which} ORDER BY hash LIMIT $${limit} FOR UPDATE)
     DELETE FROM ${sessions} USING picked WHERE hash = picked.it RETURNING ${ENDED_COLUMNS}`;
  const purgeBy = (time: string): string =>
    `WITH over AS MATERIALIZED (
       SELECT hash AS it FROM ${sessions} WHERE ${time} <= $1 ORDER BY ${time} LIMIT $2 FOR UPDATE SKIP LOCKED
     ) DELETE FROM ${sessions} USING over WHERE hash = over.it RETURNING ${ENDED_COLUMNS}`;
  return {
    spend: `INSERT INTO ${schema}.spent_attempts (attempt, keep_until) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1`,

    insert: `WITH replaced AS (${replaced}), added AS (${insert}) SELECT ${ENDED_COLUMNS} FROM replaced`,
    insertCapped: `WITH replaced AS (${replaced}), added AS (${insert}), over AS (
         DELETE FROM ${sessions} WHERE hash IN (
           SELECT hash FROM ${sessions}
           WHERE viewer_id = $3 AND issuer = $2 AND hash <> $1 AND hash IS DISTINCT FROM $${NEW + 1}::text
           ORDER BY last_active_at DESC, hash DESC OFFSET $${NEW + 2}
         ) RETURNING ${ENDED_COLUMNS}, last_active_at
       )
       SELECT ${ENDED_COLUMNS}, 0 AS place, 0 AS active FROM replaced
       UNION ALL SELECT ${ENDED_COLUMNS}, 1, last_active_at FROM over ORDER BY place, active, hash`,
    /** Signs-in of one viewer wait for each other, so that none of them overlooks another. */
    lockViewer: `SELECT pg_advisory_xact_lock(hashtextextended($1, 1))`,
    put: `INSERT INTO ${sessions} AS here (${ALL_COLUMNS}) VALUES (${places(1, count(ALL_COLUMNS))})
       ON CONFLICT (hash) DO UPDATE SET (${ALL_COLUMNS}) = (${ALL_COLUMNS.replaceAll(/\w+/g, 'excluded.$&')})
       WHERE (here.grant_version, here.last_active_at) <= (excluded.grant_version, excluded.last_active_at) RETURNING 1`,
    find: `SELECT ${SESSION_COLUMNS} FROM ${sessions} WHERE hash = $1`,
    tokens: `SELECT grant_version, sealed_access, sealed_refresh FROM ${sessions} WHERE hash = $1`,
    touch: `UPDATE ${sessions} SET last_active_at = $2 WHERE hash = $1 AND last_active_at < $2`,
    list: `SELECT hash, ${SESSION_COLUMNS} FROM ${sessions} WHERE hash > $1 ORDER BY hash LIMIT $2`,
    listOfViewer: `SELECT hash, ${SESSION_COLUMNS} FROM ${sessions} WHERE ${ofViewer} AND hash > $3 ORDER BY hash LIMIT $4`,
    readStored: `SELECT hash, ${STORED_COLUMNS} FROM ${sessions} WHERE hash > $1 ORDER BY hash LIMIT $2`,

    remove: `DELETE FROM ${sessions} WHERE hash = $1 RETURNING ${ENDED_COLUMNS}`,
    removeVersion: `DELETE FROM ${sessions} WHERE hash = $1 AND grant_version = $2 RETURNING ${ENDED_COLUMNS}`,
    removeAny: removeOf('true', 1),
    removeOfViewer: removeOf(ofViewer, 3),

    look: `SELECT grant_version, sealed_access, sealed_refresh, ${INTENT_COLUMNS},
         coalesce((SELECT until FROM ${schema}.pauses AS p WHERE p.client_id = s.client_id AND p.since <= ${now(2)}), 0), ${now(2)}
       FROM ${sessions} AS s WHERE hash = $1`,
    /** Writes the intent if the row still is what the claim was decided on. */
    take: `UPDATE ${sessions} SET (${INTENT_COLUMNS}) = (${places(1, INTENT)}) WHERE hash = $${INTENT + 1}
       AND grant_version = $${INTENT + 2} AND intent_attempt IS NOT DISTINCT FROM $${INTENT + 3}::text
       AND lease_until IS NOT DISTINCT FROM $${INTENT + 4}::bigint
       AND intent_probe IS NOT DISTINCT FROM $${INTENT + 5}::smallint RETURNING 1`,
    replace: `UPDATE ${sessions} SET (${GRANT_COLUMNS}) = (${places(1, GRANT)}), ${NO_INTENT}
       WHERE hash = $${GRANT + 1} AND grant_version = $${GRANT + 2} RETURNING 1`,
    dropIntent: `UPDATE ${sessions} SET ${NO_INTENT} WHERE hash = $1 AND intent_attempt = $2`,
    endLease: `UPDATE ${sessions} SET lease_until = 0, intent_probe = $3 WHERE hash = $1 AND intent_attempt = $2`,
    pause: `INSERT INTO ${schema}.pauses AS here (client_id, since, until) VALUES ($1, ${now(2)}, ${now(2)} + $3::bigint)
       ON CONFLICT (client_id) DO UPDATE SET since = excluded.since,
         until = CASE WHEN here.since <= excluded.since THEN greatest(here.until, excluded.until) ELSE excluded.until END`,
    unpause: `DELETE FROM ${schema}.pauses WHERE client_id = $1`,

    keysInUse: `SELECT key, count(*) FROM (
         SELECT access_key AS key FROM ${sessions}
         UNION ALL SELECT refresh_key FROM ${sessions} WHERE refresh_key <> access_key
       ) AS used WHERE key <> '' GROUP BY key ORDER BY key`,
    rewrap: `UPDATE ${sessions} SET sealed_access = $1, sealed_refresh = $2, access_key = $3, refresh_key = $4
       WHERE hash = $5 AND grant_version = $6 AND sealed_access = $7 AND sealed_refresh = $8 RETURNING 1`,

    /** Writers share a lock that readers of positions take alone: no event appears behind one that was read. */
    audit: `WITH lock AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 2)))
       INSERT INTO ${schema}.audit (at, event, body)
       SELECT e.at, e.event, e.body
       FROM lock, unnest($2::bigint[], $3::text[], $4::text[]) WITH ORDINALITY AS e (at, event, body, n) ORDER BY e.n`,
    lockAudit: `SELECT pg_advisory_xact_lock(hashtextextended($1, 2))`,
    lockImport: `SELECT pg_advisory_xact_lock(hashtextextended($1, 3))`,
    recentAudit: `SELECT at, event, body FROM ${schema}.audit ORDER BY seq DESC LIMIT $1`,
    readAudit: `SELECT at, event, body, seq FROM ${schema}.audit WHERE seq > $1 ORDER BY seq LIMIT $2`,

    purgeAttempts: `WITH over AS MATERIALIZED (
         SELECT attempt AS it FROM ${schema}.spent_attempts WHERE keep_until <= ${now(1)} LIMIT $2 FOR UPDATE SKIP LOCKED
       ) DELETE FROM ${schema}.spent_attempts USING over WHERE attempt = over.it RETURNING 1`,
    time: `SELECT ${now(1)}`,
    purgeByCreation: purgeBy('created_at'),
    purgeByActivity: purgeBy('last_active_at'),
    purgeAudit: `WITH over AS MATERIALIZED (
         SELECT seq AS it FROM ${schema}.audit WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED
       ) DELETE FROM ${schema}.audit USING over WHERE seq = over.it RETURNING 1`,
    readMark: `SELECT value FROM ${schema}.marks WHERE name = $1`,
    writeMarkOnce: `INSERT INTO ${schema}.marks (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
    writeMark: `INSERT INTO ${schema}.marks (name, value) VALUES ($1, $2)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  };
}

function count(columns: string): number {
  return columns.split(',').length;
}

function places(from: number, length: number): string {
  return Array.from({ length }, (_, n) => `$${from + n}`).join(', ');
}
