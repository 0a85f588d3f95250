// What a probe is: one open question about a vendor, asked of the real one. Knows no question.
import type { DatabricksRoom } from './databricks/room.ts';
import type { SigmaRoom } from './sigma/room.ts';

/** What a probe cannot do without; the sentence of each is in `needs.ts`. */
export type Need = 'admin' | 'api' | 'embed' | 'internal_user' | 'sign_in' | 'warehouse' | 'write';

export interface Probe {
  /** Short name, for `--only`. */
  readonly id: string;
  readonly vendor: 'databricks' | 'sigma';
  readonly question: string;
  /** What it finds the position of: switches by vendor and name, such as `databricks.echoNonce`, or a setting of the app. */
  readonly settles: readonly string[];
  readonly needs: readonly Need[];
  ask(room: ProbeRoom): Promise<Finding>;
}

/** What probes work with. Each part is made when the first probe needs it. */
export interface ProbeRoom {
  readonly databricks: DatabricksRoom;
  readonly sigma: SigmaRoom;
  /** Epoch milliseconds, by the clock that the vendors go by. */
  now(): number;
  /** Lets this much time pass. */
  wait(ms: number): Promise<void>;
}

export type Position = string | number | boolean;

/** What was seen, in words, with the positions that follow from it; or why nothing could be seen. */
export type Finding =
  | { readonly answer: string; readonly set: Readonly<Record<string, Position>> }
  | { readonly because: string };

/** A whole finding with one position. */
export function found(answer: string, name: string, position: Position): Finding {
  return { answer, set: { [name]: position } };
}
