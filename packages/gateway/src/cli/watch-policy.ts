// Reads the policy anew when SIGHUP says so. One with a problem changes nothing.
import { ConfigError, type LoadedPolicy } from '../config/load.ts';
import type { PolicyConfig } from '../config/policy-config.ts';
import type { Log } from '../observe/log.ts';
import type { ProcessEvents } from '../server/signals.ts';

export interface WatchPolicyOptions {
  /** Reads it as the start does. */
  readonly load: () => LoadedPolicy;
  readonly use: (policy: PolicyConfig) => void;
  readonly events: ProcessEvents;
  readonly log: Log;
}

/** Listens until the returned function is called. No file is watched: half an edit must not become the policy. */
export function watchPolicy({ events, load, log, use }: WatchPolicyOptions): () => void {
  const reload = (): void => {
    try {
      const { policy, warnings } = load();
      use(policy);
      for (const warning of warnings) log.warn('warning', { warning });
      log.info('policy_reloaded', { count: policy.embeds.length, detail: 'embeds' });
    } catch (error) {
      const problems = error instanceof ConfigError ? error.problems : [];
      for (const { fix, key, problem } of problems) {
        log.error('policy_problem', { detail: `${key} ${problem}. ${fix}` });
      }
      log.error('policy_reload_failed', { error, detail: 'the policy before it goes on' });
    }
  };
  events.on('SIGHUP', reload);
  return () => void events.off('SIGHUP', reload);
}
