// A measured figure and the bar it is held to, and how they are printed.

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The bar in words, such as `>= 300 x`; absent for figures that only explain. */
  readonly bar?: string;
  /** Whether the bar is met; absent without a bar. */
  readonly ok?: boolean;
}

/** A figure that must reach a bar. */
export function atLeast(bar: number, figure: Omit<Figure, 'bar' | 'ok'>): Figure {
  return { ...figure, bar: `>= ${bar} ${figure.unit}`, ok: figure.value >= bar };
}

/** A figure that must not pass a bar. */
export function atMost(bar: number, figure: Omit<Figure, 'bar' | 'ok'>): Figure {
  return { ...figure, bar: `<= ${bar} ${figure.unit}`, ok: figure.value <= bar };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** The value that `share` of the values do not pass, such as 0.99. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function printFigures(figures: readonly Figure[], say: (line: string) => void): void {
  const width = Math.max(...figures.map(({ name }) => name.length));
  say('');
  for (const { bar, name, ok, unit, value } of figures) {
    const shown = `${format(value)} ${unit}`.padEnd(16);
    const verdict = ok === undefined ? '' : `${ok ? 'ok    ' : 'MISSED'} ${bar}`;
    say(`  ${name.padEnd(width)}  ${shown} ${verdict}`.trimEnd());
  }
}

function format(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  if (value >= 10) return value.toFixed(1);
  return value >= 0.1 ? value.toFixed(2) : value.toFixed(4);
}
