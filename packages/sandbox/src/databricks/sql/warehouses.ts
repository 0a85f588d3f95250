// The one SQL warehouse: stopped, starting or running, by the world's clock, and who may use it. Knows no statements.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Person, World } from '../../world.ts';

export type WarehouseState = 'STARTING' | 'RUNNING' | 'STOPPED';
export type Permission = 'CAN_USE' | 'CAN_MONITOR' | 'CAN_VIEW' | 'CAN_MANAGE' | 'IS_OWNER';

/** One line of the access list: a person, or a group; `users` are all. */
export interface Access {
  readonly user_name?: string | undefined;
  readonly group_name?: string | undefined;
  readonly permission_level: Permission;
}

export interface SqlWarehouse {
  state(): WarehouseState;
  start(): void;
  stop(): void;
  /** Starts it where it is stopped, and resolves when it runs; or when `signal` aborts. Keeps it from stopping by itself. */
  ready(signal: AbortSignal): Promise<void>;
  mayUse(person: Person): boolean;
  access(): readonly Access[];
  setAccess(list: readonly Access[]): void;
}

/** Minutes without a statement after which it stops by itself. */
export const AUTO_STOP_MINUTES = 10;

export function createSqlWarehouse({ clock, databricks, memory }: World): SqlWarehouse {
  // It runs from the start; how long a start takes is a switch.
  const kept = memory.keep('databricks.warehouse', {
    startedAt: -Infinity,
    usedAt: clock.now(),
    isStopped: false,
    access: [{ group_name: 'users', permission_level: 'CAN_USE' }] as readonly Access[],
  });

  const state = (): WarehouseState => {
    const now = clock.now();
    if (kept.isStopped || now >= kept.usedAt + AUTO_STOP_MINUTES * 60_000) return 'STOPPED';
    return now < kept.startedAt + databricks.warehouseStartSeconds * 1000 ? 'STARTING' : 'RUNNING';
  };

  const start = (): void => {
    if (state() === 'STOPPED') kept.startedAt = clock.now();
    kept.usedAt = clock.now();
    kept.isStopped = false;
  };

  return {
    state,
    start,
    stop() {
      kept.isStopped = true;
    },
    async ready(signal) {
      start();
      // The clock may be moved from outside at any time, so there is nothing to wait for but its face.
      while (state() === 'STARTING' && !signal.aborted) await sleep(20, undefined, { ref: false });
      kept.usedAt = clock.now();
    },
    mayUse({ email, groups }) {
      const names = new Set(['users', ...groups.map(({ name }) => name)]);
      return (
        names.has('admins') ||
        kept.access.some(
          ({ group_name, permission_level, user_name }) =>
            permission_level !== 'CAN_VIEW' &&
            (user_name === email || (group_name !== undefined && names.has(group_name))),
        )
      );
    },
    access: () => kept.access,
    setAccess(list) {
      kept.access = list;
    },
  };
}
