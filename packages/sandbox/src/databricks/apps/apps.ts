// The app connections of the account, and when a change of one takes effect. Knows no HTTP.
import { randomUUID } from 'node:crypto';
import type { OAuthApp, Person, World } from '../../world.ts';
import { PUBLISHED_APPS } from './published-apps.ts';

/** An app connection as the account's API shows it: ahead of what sign-in sees, while a change is under way. */
export interface AppRecord {
  readonly app: OAuthApp;
  readonly kind: 'custom' | 'published';
  readonly integrationId: string;
  readonly createdAt: number;
  readonly creator: Person | undefined;
  /** What each person may consent to for themselves; a part of the app's scopes. */
  readonly userAuthorizedScopes: readonly string[];
}

type Facts = Omit<AppRecord, 'app'>;

/** What an app becomes, or that it goes, and when. */
interface Change {
  readonly app: OAuthApp | undefined;
  readonly at: number;
}

export interface Apps {
  /** The app as sign-in sees it at this moment. */
  find(clientId: string): OAuthApp | undefined;
  list(kind: AppRecord['kind']): readonly AppRecord[];
  get(kind: AppRecord['kind'], integrationId: string): AppRecord | undefined;
  create(app: OAuthApp, facts: Pick<AppRecord, 'creator' | 'userAuthorizedScopes'>): AppRecord;
  replace(record: AppRecord, next: Pick<AppRecord, 'app' | 'userAuthorizedScopes'>): AppRecord;
  remove(record: AppRecord): void;
}

/**
 * `world.apps` is what sign-in sees. Changes made here reach it after the switch `appPropagationSeconds`; whoever
 * changes `world.apps` directly changes both at once.
 */
export function createApps(world: World): Apps {
  const known = world.memory.keep('databricks.appFacts', new Map<string, Facts>());
  const underWay = world.memory.keep('databricks.appChanges', new Map<string, Change>());

  const settle = (): void => {
    for (const [clientId, { app, at }] of underWay) {
      if (at > world.clock.now()) continue;
      underWay.delete(clientId);
      const index = world.apps.findIndex((other) => other.clientId === clientId);
      world.apps.splice(index === -1 ? world.apps.length : index, index === -1 ? 0 : 1, ...(app ? [app] : []));
    }
  };

  const change = (clientId: string, app: OAuthApp | undefined): void => {
    underWay.set(clientId, { app, at: world.clock.now() + world.databricks.appPropagationSeconds * 1000 });
    settle();
  };

  const remember = (clientId: string, facts: Pick<Facts, 'creator' | 'userAuthorizedScopes'>): Facts => {
    const isPublished = PUBLISHED_APPS.some((published) => published.clientId === clientId);
    const kind = isPublished ? 'published' : 'custom';
    const remembered = { kind, integrationId: randomUUID(), createdAt: world.clock.now(), ...facts } as const;
    known.set(clientId, remembered);
    return remembered;
  };

  const record = (app: OAuthApp): AppRecord => {
    const facts = known.get(app.clientId) ?? remember(app.clientId, { creator: undefined, userAuthorizedScopes: [] });
    return { app, ...facts };
  };

  const list = (kind: AppRecord['kind']): AppRecord[] => {
    settle();
    const untouched = world.apps.filter(({ clientId }) => !underWay.has(clientId));
    const changed = [...underWay.values()].flatMap(({ app }) => app ?? []);
    return [...untouched, ...changed].map(record).filter((one) => one.kind === kind);
  };

  return {
    find(clientId) {
      settle();
      return world.apps.find((app) => app.clientId === clientId);
    },
    list,
    get: (kind, integrationId) => list(kind).find((one) => one.integrationId === integrationId),
    create(app, facts) {
      remember(app.clientId, facts);
      change(app.clientId, app);
      return record(app);
    },
    replace({ app: { clientId } }, { app, userAuthorizedScopes }) {
      const facts = known.get(clientId);
      if (facts !== undefined) known.set(clientId, { ...facts, userAuthorizedScopes });
      change(clientId, app);
      return record(app);
    },
    remove: ({ app }) => change(app.clientId, undefined),
  };
}
