// Sign-ins over several replicas, and kill -9 in the middle of one.
import { createVisitor } from '../visitor.ts';
import type { Cluster } from './cluster.ts';
import type { KillPoint } from './orders.ts';

export type SignInKill = Extract<KillPoint, `K${1 | 2 | 4 | 5}${string}`> | 'K3: code sent';

export const SIGN_IN_KILLS: readonly SignInKill[] = [
  'K1: before the attempt is taken',
  'K2: after the attempt is taken',
  'K3: code sent',
  'K4: code answered',
  'K5: session written',
];

export interface SignInKillResult {
  readonly point: SignInKill;
  readonly kills: number;
  /** Sign-ins begun anew, at another replica, that did not work. */
  readonly stuck: number;
  /** Sessions that nobody has the cookie of. */
  readonly orphans: number;
}

export async function killDuringSignIn(cluster: Cluster, point: SignInKill, kills: number): Promise<SignInKillResult> {
  let stuck = 0;
  let orphans = 0;
  for (let n = 0; n < kills; n += 1) {
    const before = await cluster.sessions();
    const visitor = createVisitor(cluster.at(0));
    const callback = await visitor.consent('ana@example.com');
    const victim = cluster.replica(0);
    if (point === 'K3: code sent') {
      const { sandbox } = cluster;
      sandbox.faults.add({ vendor: 'databricks', pattern: 'POST /oidc/v1/token', delayMs: 300, times: 1 });
      const calls = sandbox.databricks.tokenCalls();
      const arriving = visitor.get(cluster.via(0, callback)).catch(() => undefined);
      while (sandbox.databricks.tokenCalls() === calls) await new Promise((done) => setTimeout(done, 2));
      victim.signal('SIGKILL');
      await Promise.all([arriving, victim.ended]);
      sandbox.faults.clear();
    } else {
      await victim.ask({ do: 'arm', point, how: 'SIGKILL' });
      await Promise.all([visitor.get(cluster.via(0, callback)).catch(() => undefined), victim.ended]);
    }
    const begun = await visitor.get(`${cluster.at(1)}/auth/databricks/login`);
    const again = await visitor.allow(begun.location ?? '', 'ana@example.com');
    const answer = await visitor.get(cluster.via(1, again));
    if (answer.location?.endsWith('/dashboard') !== true) stuck += 1;
    orphans += (await cluster.sessions()) - before - 1;
    await cluster.restart(0);
  }
  return { point, kills, stuck, orphans };
}
