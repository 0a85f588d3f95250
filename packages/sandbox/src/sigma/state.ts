// What Sigma remembers while it runs: embed users, spent `jti` values, loaded frames. Memory only, per sandbox.
import type { Workbook, World } from '../world.ts';

/** A user of the organization as stored; claims of an embed URL rewrite it. */
export interface StoredUser {
  readonly email: string;
  readonly kind: 'embed' | 'internal';
  readonly accountType: string;
  readonly teams: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
}

/** A loaded frame. The page holds only the id. */
export interface FrameSession {
  readonly id: string;
  readonly subject: string;
  readonly workbook: Workbook;
  /** The viewer's Databricks access token, as Sigma decrypted it. */
  readonly token: string;
  /** End of the embed session, epoch seconds: the `exp` claim. */
  readonly exp: number;
}

/** Which teams the workbooks and the connection are shared with. */
export interface Sharing {
  readonly workbooks: readonly string[];
  readonly connection: readonly string[];
}

export interface SigmaState {
  readonly world: World;
  readonly users: Map<string, StoredUser>;
  /** Spent `jti` -> its `exp` in epoch seconds. */
  readonly spent: Map<string, number>;
  readonly frames: Map<string, FrameSession>;
  readonly sharing: Sharing;
}

/** A fresh organization: people with a Sigma login are members of every team, everything is shared with every team. */
export function createState(world: World, sharing?: Partial<Sharing>): SigmaState {
  const { memory } = world;
  const users = memory.keep('sigma.users', new Map<string, StoredUser>());
  for (const person of world.people) {
    if (person.sigmaUser !== 'internal') continue;
    users.set(person.email, {
      email: person.email,
      kind: 'internal',
      accountType: 'Build',
      teams: world.teams,
      attributes: {},
      firstName: person.givenName,
      lastName: person.familyName,
    });
  }
  return {
    world,
    users,
    spent: memory.keep('sigma.spent', new Map<string, number>()),
    frames: memory.keep('sigma.frames', new Map<string, FrameSession>()),
    sharing: { workbooks: world.teams, connection: world.teams, ...sharing },
  };
}

/** Forgets what time has ended. */
export function forgetEnded({ frames, spent, world }: SigmaState): void {
  const now = world.clock.now() / 1000;
  for (const [jti, exp] of spent) if (exp <= now) spent.delete(jti);
  // Frames stay a while longer, so that a page that asks late still learns that it has ended.
  for (const [id, frame] of frames) if (frame.exp + 3600 <= now) frames.delete(id);
}
