// Finds the limit of something that is accepted up to a limit. Knows no question.

/** The smallest whole number from `low` to `high` that is not accepted; undefined when all are. Asks about 2 log2 times less than each. */
export async function smallestRefused(
  low: number,
  high: number,
  accepts: (value: number) => Promise<boolean>,
): Promise<number | undefined> {
  if (await accepts(high)) return undefined;
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (await accepts(middle)) from = middle + 1;
    else to = middle;
  }
  return from;
}
