// The hosts under which this Databricks answers, and which issuers each of them serves. Knows no routes.
import type { World } from '../world.ts';
import { createIssuers, type Issuer } from './issuers.ts';

export type Cloud = 'AWS' | 'Azure' | 'GCP';

/** One host. The plain http host plays a workspace and its account at once; the vendor's names play what they say. */
export interface Home {
  /** Name and, unless usual, port; as in a Host header. */
  readonly host: string;
  readonly origin: string;
  readonly cloud: Cloud;
  readonly form: 'workspace' | 'account' | 'unified';
  readonly workspace: Issuer;
  readonly account: Issuer;
  readonly plays: readonly ('workspace' | 'account')[];
  /** Where the keys are published. */
  readonly keysOrigin: string;
}

/** A host at `origin`; without `form` it plays both levels and `hostForm`, a switch, says what it calls itself. */
export function createHome(
  world: Pick<World, 'accountId' | 'databricks' | 'workspaceId'>,
  options: {
    readonly origin: string;
    readonly keysOrigin: string;
    readonly cloud?: Cloud;
    readonly form?: Home['form'];
  },
): Home {
  const { cloud = 'AWS', form, keysOrigin, origin } = options;
  const [workspace, account] = createIssuers({ origin, ...world });
  return {
    host: new URL(origin).host,
    origin,
    cloud,
    get form() {
      return form ?? world.databricks.hostForm;
    },
    workspace,
    account,
    plays: form === 'workspace' || form === 'account' ? [form] : ['workspace', 'account'],
    keysOrigin,
  };
}

/** Finds the host that a request was sent to; the first one answers for every name that is not known. */
export function createHomeOf(homes: readonly [Home, ...Home[]]): (request: Request) => Home {
  return ({ url }) => {
    const { host } = new URL(url);
    return homes.find((home) => home.host === host) ?? homes[0];
  };
}
