// One Databricks workspace as the flows see it: its app connection, and what this process keeps for it.
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { DatabricksConfig } from '../config/config.ts';
import type { Databricks } from '../databricks/databricks.ts';
import type { Rotation } from '../databricks/rotation.ts';
import type { HostCookieName } from '../session/cookie.ts';
import { createGate, type Gate } from './refresh/gate.ts';
import { createSignInGate, type SignInGate } from './sign-in-gate.ts';

/** One workspace, and what this process keeps for it. */
export interface Workspace {
  readonly config: DatabricksConfig;
  readonly databricks: Databricks;
  /** Name of the cookie of a session at this workspace. */
  readonly cookie: HostCookieName;
  /** Through which refreshes go. */
  readonly gate: Gate;
  /** Through which sign-ins go. */
  readonly signIns: SignInGate;
  /** An answer has shown how this app connection treats refresh tokens. The operator is told when it is news. */
  readonly learned: (rotation: Rotation) => void;
}

export function createWorkspace(means: {
  readonly config: DatabricksConfig;
  readonly databricks: Databricks;
  readonly cookie: HostCookieName;
  readonly clock: Clock;
  readonly random: Random;
  readonly onLearned: (rotation: Rotation) => void;
}): Workspace {
  const { clock, config, cookie, databricks, onLearned, random } = means;
  let known: Rotation = 'unlearned';
  return {
    config,
    databricks,
    cookie,
    gate: createGate({ clock, random }),
    signIns: createSignInGate(),
    learned(rotation) {
      if (rotation !== known) onLearned(rotation);
      known = rotation;
    },
  };
}
