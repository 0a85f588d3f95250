// `npm run bench -- NAME`: measures ratios inside one run, prints each figure beside its bar, and exits 1 when one is missed.
import { parseArgs } from 'node:util';
import { printFigures } from './report/figures.ts';
import type { Bench } from './bench.ts';

/** Every benchmark by name. */
const BENCHES: Readonly<Record<string, { readonly about: string; load(): Promise<Bench> }>> = {
  mint: {
    about: 'making embed URLs: over HTTP and in process, against the reference way and a naive floor',
    load: async () => (await import('./mint/bench.ts')).benchMint,
  },
  stores: {
    about:
      'reads and writes of every store, a million sessions in SQLite and Postgres; a mint among few and many sessions',
    load: async () => (await import('./stores/bench.ts')).benchStores,
  },
  refresh: {
    about: 'three replicas at the expiry of a token, on each store: calls to Databricks, waits of callers',
    load: async () => (await import('./refresh/bench.ts')).benchRefresh,
  },
  sandbox: {
    about: 'what the sandbox costs a test run: time until it is ready, memory with three viewers',
    load: async () => (await import('./sandbox/bench.ts')).benchSandbox,
  },
};

const USAGE = `Usage: npm run bench -- NAME [options]

${Object.entries(BENCHES)
  .map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`)
  .join('\n')}

  --rounds N     rounds, order swapped in each (default 9)
  --seconds N    seconds under load per contestant and round (default 2)
  --json         the figures as JSON on standard output, progress on standard error
  --help         this text
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '9' },
    seconds: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const [name = ''] = positionals;
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
if (values.help || bench === undefined || !(rounds >= 1) || !(seconds >= 1)) {
  process.stdout.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const say = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);
const figures = await (await bench.load())({ rounds, seconds, say });
if (values.json)
  process.stdout.write(`${JSON.stringify({ bench: name, node: process.version, figures }, undefined, 2)}\n`);
else printFigures(figures, say);
process.exit(figures.some(({ ok }) => ok === false) ? 1 : 0);
