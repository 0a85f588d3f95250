// Knows how long to wait after failures.

const LONGEST_MS = 60_000;

/** Milliseconds after this many failures in a row: 1 s, doubled up to a minute, and up to a quarter more by chance. */
export function pauseAfter(failures: number): number {
  return Math.min(LONGEST_MS, 500 * 2 ** failures) * (1 + Math.random() / 4);
}
