// Which statements ran, by whom and how they ended: for the history API and for `system.query.history`. Knows no HTTP.
import type { Person, World } from '../../world.ts';
import type { Failure, State } from './wire.ts';

export interface HistoryEntry {
  readonly statementId: string;
  readonly person: Pick<Person, 'email' | 'id'>;
  readonly text: string;
  readonly startedAt: number;
  readonly client: string;
  readonly tags: Readonly<Record<string, string>>;
  endedAt: number | undefined;
  state: State;
  rows: number;
  failure: Failure | undefined;
}

export interface History {
  begin(entry: Pick<HistoryEntry, 'client' | 'person' | 'statementId' | 'tags' | 'text'>): void;
  running(statementId: string): void;
  end(
    statementId: string,
    how: { readonly state: State; readonly rows?: number | undefined; readonly failure?: Failure | undefined },
  ): void;
  /** Newest first. */
  list(): readonly HistoryEntry[];
}

/** The oldest statements are forgotten beyond this many. */
const KEPT = 5000;

export function createHistory({ clock, memory }: Pick<World, 'clock' | 'memory'>): History {
  const entries = memory.keep<HistoryEntry[]>('databricks.history', []);
  const find = (id: string): HistoryEntry | undefined => entries.findLast(({ statementId }) => statementId === id);
  return {
    begin({ client, person: { email, id }, statementId, tags, text }) {
      const entry = { statementId, text, client, tags, startedAt: clock.now(), person: { email, id } };
      entries.push({ ...entry, endedAt: undefined, state: 'PENDING', rows: 0, failure: undefined });
      if (entries.length > KEPT) entries.shift();
    },
    running(statementId) {
      const entry = find(statementId);
      if (entry !== undefined) entry.state = 'RUNNING';
    },
    end(statementId, { failure, rows = 0, state }) {
      const entry = find(statementId);
      if (entry !== undefined) Object.assign(entry, { failure, rows, state, endedAt: clock.now() });
    },
    list: () => entries.toReversed(),
  };
}

const KINDS = ['SELECT', 'SHOW', 'DESCRIBE', 'GRANT', 'REVOKE', 'ALTER', 'CREATE', 'DROP', 'WITH'];

/** What kind of statement it is, by its first word. */
export function statementType(text: string): string {
  const [word = ''] = /[A-Za-z]+/.exec(text.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, '')) ?? [];
  const kind = KINDS.find((known) => known === word.toUpperCase()) ?? 'OTHER';
  return kind === 'WITH' ? 'SELECT' : kind;
}

/** A row of `system.query.history`. */
export function historyRow(
  entry: HistoryEntry,
  world: Pick<World, 'accountId' | 'warehouseId' | 'workspaceId'>,
): object {
  const { client, endedAt, failure, person, rows, startedAt, state, statementId, tags, text } = entry;
  const status = { SUCCEEDED: 'FINISHED', FAILED: 'FAILED', CANCELED: 'CANCELED' } as Readonly<Record<string, string>>;
  return {
    account_id: world.accountId,
    workspace_id: world.workspaceId,
    statement_id: statementId,
    executed_by: person.email,
    executed_by_user_id: person.id,
    execution_status: status[state] ?? 'RUNNING',
    compute: { type: 'WAREHOUSE', cluster_id: null, warehouse_id: world.warehouseId },
    executed_as: person.email,
    executed_as_user_id: person.id,
    statement_text: text,
    statement_type: statementType(text),
    error_message: failure?.message ?? null,
    client_application: client,
    start_time: new Date(startedAt).toISOString(),
    end_time: endedAt === undefined ? null : new Date(endedAt).toISOString(),
    total_duration_ms: endedAt === undefined ? null : endedAt - startedAt,
    produced_rows: rows,
    query_tags: tags,
  };
}
