// The figures of minting: the gateway beside the reference way and a naive floor, in fresh processes, in short turns
// whose order is swapped each round.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Bench } from '../bench.ts';
import { atLeast, atMost, median, percentile, type Figure } from '../report/figures.ts';
import { startContestant, type Contestant, type ContestantName } from './contestants.ts';
import { measureOverHttp, warmUp, type UnderLoad } from './over-http.ts';

const ORDER: readonly ContestantName[] = ['gateway', 'floor', 'reference'];

export const benchMint: Bench = async ({ rounds, say, seconds }) => {
  const runs: Record<ContestantName, UnderLoad[]> = { gateway: [], floor: [], reference: [] };
  await using stack = new AsyncDisposableStack();
  const contestants = new Map<ContestantName, Contestant>();
  for (const name of ORDER) contestants.set(name, stack.use(await startContestant(name)));
  for (const contestant of contestants.values()) await warmUp(contestant);
  for (let round = 0; round < rounds; round += 1) {
    const told: string[] = [];
    for (const name of round % 2 === 0 ? ORDER : ORDER.toReversed()) {
      const run = await measureOverHttp(contestants.get(name) as Contestant, seconds);
      runs[name].push(run);
      told.push(`${name} ${run.perSecond.toFixed(run.perSecond < 100 ? 1 : 0)}`);
    }
    say(`round ${round + 1}/${rounds}  URLs/s: ${told.join(', ')}`);
  }
  await stack.disposeAsync();
  say('in process …');
  const inProcess = runAlone<{ mint: number[]; reference: number[] }>('./in-process.ts');
  const steps = runAlone<Record<string, number>>('./steps.ts');

  const rate = (name: ContestantName): number => median(runs[name].map(({ perSecond }) => perSecond));
  /** Neighbours come and go, so only runs of one round are compared; the median of the rounds is the figure. */
  const against = (other: ContestantName): number =>
    median(runs.gateway.map(({ perSecond }, n) => perSecond / (runs[other][n]?.perSecond ?? Number.NaN)));
  const health = (name: ContestantName): number =>
    percentile(
      runs[name].flatMap(({ healthTimes }) => healthTimes),
      0.99,
    );
  const minted = median(inProcess.mint);
  const derived = median(inProcess.reference);
  const explained: Figure[] = Object.entries(steps).map(([name, value]) => ({
    name: `step: ${name}`,
    value,
    unit: 'us',
  }));
  return [
    atLeast(300, {
      name: 'URLs per second over HTTP / the reference way',
      value: against('reference'),
      unit: 'x',
    }),
    atLeast(0.6, {
      name: 'URLs per second over HTTP / naive floor',
      value: against('floor'),
      unit: 'x',
    }),
    atLeast(1000, {
      name: 'one URL of a new token in process / the reference way',
      value: derived / minted,
      unit: 'x',
    }),
    atMost(0.05, {
      name: 'p99 of /health at full load / the reference way',
      value: health('gateway') / health('reference'),
      unit: 'x',
    }),
    { name: 'gateway over HTTP', value: rate('gateway'), unit: 'URLs/s' },
    { name: 'floor over HTTP', value: rate('floor'), unit: 'URLs/s' },
    { name: 'reference way over HTTP', value: rate('reference'), unit: 'URLs/s' },
    { name: 'one URL of a new token in process', value: minted, unit: 'us' },
    { name: 'reference way in process', value: derived, unit: 'us' },
    { name: 'p99 of /health, gateway at full load', value: health('gateway'), unit: 'ms' },
    { name: 'p99 of /health, reference way at full load', value: health('reference'), unit: 'ms' },
    ...explained,
  ];
};

function runAlone<T>(file: string): T {
  const args = ['--conditions=@sigma-embed/source', fileURLToPath(new URL(file, import.meta.url))];
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${file} failed`);
  return JSON.parse(stdout) as T;
}
