// Knows the tables of the Postgres store and how older ones become newer ones. Steps only ever add (AV-04).

/** One change of the tables; `$schema` stands for the quoted schema. */
export interface Step {
  readonly sql: string;
  /** The oldest schema version whose gateway can still work on the tables after this step: what makes a rollback possible. */
  readonly readableFrom: number;
}

/** Step n brings the tables from version n to n + 1. A step that has been released is never edited. */
export const STEPS: readonly Step[] = [
  {
    readableFrom: 1,
    sql: `
  CREATE TABLE $schema.marks (name text PRIMARY KEY, value text NOT NULL);
  CREATE TABLE $schema.key_checks (id text PRIMARY KEY, key_check text NOT NULL);
  CREATE TABLE $schema.pauses (client_id text PRIMARY KEY, since bigint NOT NULL, until bigint NOT NULL);
  CREATE TABLE $schema.spent_attempts (attempt text PRIMARY KEY, keep_until bigint NOT NULL);
  CREATE TABLE $schema.sessions (
    hash text COLLATE "C" PRIMARY KEY,
    issuer text NOT NULL,
    viewer_id text NOT NULL,
    user_name text NOT NULL,
    user_key text NOT NULL,
    display_name text NOT NULL,
    groups text NOT NULL,
    created_at bigint NOT NULL,
    last_active_at bigint NOT NULL,
    grant_version bigint NOT NULL,
    client_id text NOT NULL,
    scopes text NOT NULL,
    obtained_at bigint NOT NULL,
    access_expires_at bigint NOT NULL,
    rotation text NOT NULL,
    sealed_access text NOT NULL,
    sealed_refresh text NOT NULL,
    access_key text COLLATE "C" NOT NULL,
    refresh_key text COLLATE "C" NOT NULL,
    intent_owner text,
    intent_attempt text,
    intent_started_at bigint,
    lease_until bigint,
    intent_probe smallint,
    copied_from text
  ) WITH (fillfactor = 80);
  ALTER TABLE $schema.sessions ALTER sealed_access SET STORAGE EXTERNAL, ALTER sealed_refresh SET STORAGE EXTERNAL;
  CREATE INDEX spent_attempts_by_time ON $schema.spent_attempts (keep_until);
  CREATE INDEX sessions_by_viewer ON $schema.sessions (viewer_id, issuer);
  CREATE INDEX sessions_by_user ON $schema.sessions (user_key);
  CREATE INDEX sessions_by_creation ON $schema.sessions (created_at);
  CREATE INDEX sessions_by_activity ON $schema.sessions (last_active_at);
  CREATE INDEX sessions_by_key ON $schema.sessions (access_key, refresh_key);
  CREATE TABLE $schema.audit (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at bigint NOT NULL,
    event text NOT NULL,
    body text NOT NULL
  );
  INSERT INTO $schema.marks (name, value) VALUES
    ('application', 'sigma-embed'), ('identity', replace(gen_random_uuid()::text, '-', ''));
  `,
  },
  // Old events are found by their time: a clock that was wrong once, or a copy, leaves some out of order.
  { readableFrom: 1, sql: 'CREATE INDEX audit_by_time ON $schema.audit (at)' },
];
