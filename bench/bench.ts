// What a benchmark is: settings in, figures beside their bars out.
import type { Figure } from './report/figures.ts';

export type Bench = (options: BenchOptions) => Promise<readonly Figure[]>;

export interface BenchOptions {
  /** Rounds; the order of the contestants is swapped in each. */
  readonly rounds: number;
  /** Seconds under load per contestant and round. */
  readonly seconds: number;
  /** One line of progress. */
  readonly say: (line: string) => void;
}
