// What a sandbox costs a test run: time until it answers, and memory with viewers signed in who each ran a query.
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Bench } from '../bench.ts';
import { atMost, median } from '../report/figures.ts';
import { query, signIn, type Hosted } from './viewer.ts';

/** Memory of the other process. */
export interface Held {
  readonly rssBytes: number;
  readonly peakBytes: number;
}

const VIEWERS = ['ana@example.com', 'ben@example.com', 'mia@example.com'];
const STATEMENT =
  'SELECT pickup_zip, count(*) AS trips, avg(trip_distance) AS miles FROM demo.taxi.trips GROUP BY pickup_zip ORDER BY trips DESC';

interface Run {
  readonly spawnMs: number;
  readonly readyMs: number;
  readonly firstQueryMs: number;
  readonly idle: Held;
  readonly used: Held;
}

/** The package as a project has it, and as this repository runs it: from its sources, with the types taken out on the way. */
const WAYS = { built: [], sources: ['--conditions=@sigma-embed/source'] } as const;
type Way = keyof typeof WAYS;

/** Each measurement is a fresh process, whose client is this one. Times are medians, memory is the most of all rounds. */
export const benchSandbox: Bench = async ({ rounds, say }) => {
  say('building the packages');
  const build = spawnSync(process.execPath, [...WAYS.sources, 'tools/build.ts'], { encoding: 'utf8' });
  if (build.status !== 0) throw new Error(`The build failed:\n${build.stdout}${build.stderr}`);
  const runs: Record<Way, Run[]> = { built: [], sources: [] };
  for (let round = 1; round <= rounds; round += 1) {
    const order: readonly Way[] = round % 2 === 1 ? ['built', 'sources'] : ['sources', 'built'];
    for (const way of order) runs[way].push(await measure(way));
    const of = (way: Way): string => mb(runs[way].at(-1)?.used.rssBytes ?? 0).toFixed(0);
    say(
      `round ${round}: ready in ${runs.built.at(-1)?.readyMs.toFixed(0)} ms; ${of('built')} MB, ${of('sources')} MB from sources`,
    );
  }
  const seconds = (read: (run: Run) => number): number => median(runs.built.map(read)) / 1000;
  const most = (way: Way, read: (run: Run) => number): number => mb(Math.max(...runs[way].map(read)));
  const with3 = `memory with ${VIEWERS.length} viewers`;
  return [
    atMost(2, { name: 'startSandbox() and its import', value: seconds((run) => run.readyMs), unit: 's' }),
    { name: 'the same, from the start of the process', value: seconds((run) => run.spawnMs), unit: 's' },
    { name: 'first query of the process', value: seconds((run) => run.firstQueryMs), unit: 's' },
    { name: 'memory when ready', value: most('built', (run) => run.idle.rssBytes), unit: 'MB' },
    atMost(250, { name: with3, value: most('built', (run) => run.used.rssBytes), unit: 'MB' }),
    { name: 'peak until then', value: most('built', (run) => run.used.peakBytes), unit: 'MB' },
    { name: `${with3}, from sources`, value: most('sources', (run) => run.used.rssBytes), unit: 'MB' },
  ];
};

async function measure(way: Way): Promise<Run> {
  const spawnedAt = performance.now();
  const host = fork(fileURLToPath(import.meta.resolve('./host.js')), { execArgv: [...WAYS[way]] });
  try {
    const [hosted] = (await once(host, 'message')) as [Hosted];
    const spawnMs = performance.now() - spawnedAt;
    const idle = await ask(host);
    const tokens = await Promise.all(VIEWERS.map((person) => signIn(hosted, person)));
    const firstAt = performance.now();
    let firstQueryMs = 0;
    for (const token of tokens) {
      const rows = await query(hosted, token, STATEMENT);
      if (rows.length === 0) throw new Error('A viewer saw no rows.');
      firstQueryMs ||= performance.now() - firstAt;
    }
    return { spawnMs, readyMs: hosted.readyMs, firstQueryMs, idle, used: await ask(host) };
  } finally {
    host.kill();
  }
}

async function ask(host: ChildProcess): Promise<Held> {
  host.send('memory');
  const [held] = (await once(host, 'message')) as [Held];
  return held;
}

function mb(bytes: number): number {
  return bytes / 1024 / 1024;
}
