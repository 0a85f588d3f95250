// The figures of minting: the gateway beside the reference way and a naive floor, in fresh processes, order swapped each round.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Bench } from '../main.ts';
import { atLeast, atMost, median, type Figure } from '../report/figures.ts';
import type { ContestantName } from './contestants.ts';
import { measureOverHttp, type UnderLoad } from './over-http.ts';

const ORDER: readonly ContestantName[] = ['gateway', 'floor', 'reference'];

export const benchMint: Bench = async ({ rounds, say, seconds }) => {
  const runs: Record<ContestantName, UnderLoad[]> = { gateway: [], floor: [], reference: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? ORDER : ORDER.toReversed()) {
      const run = await measureOverHttp(name, seconds);
      runs[name].push(run);
      const rate = run.perSecond.toFixed(run.perSecond < 100 ? 1 : 0);
      say(
        `round ${round + 1}/${rounds}  ${name.padEnd(10)} ${rate.padStart(7)} URLs/s, p99 of /health ${run.healthP99.toFixed(1)} ms`,
      );
    }
  }
  say('in process …');
  const inProcess = runAlone<{ mint: number[]; reference: number[] }>('./in-process.ts');
  const steps = runAlone<Record<string, number>>('./steps.ts');

  const rate = (name: ContestantName): number => median(runs[name].map(({ perSecond }) => perSecond));
  const health = (name: ContestantName): number => median(runs[name].map(({ healthP99 }) => healthP99));
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
      value: rate('gateway') / rate('reference'),
      unit: 'x',
    }),
    atLeast(0.6, {
      name: 'URLs per second over HTTP / naive floor',
      value: rate('gateway') / rate('floor'),
      unit: 'x',
    }),
    atLeast(1000, { name: 'one URL in process / the reference way', value: derived / minted, unit: 'x' }),
    atMost(0.05, {
      name: 'p99 of /health at full load / the reference way',
      value: health('gateway') / health('reference'),
      unit: 'x',
    }),
    { name: 'gateway over HTTP', value: rate('gateway'), unit: 'URLs/s' },
    { name: 'floor over HTTP', value: rate('floor'), unit: 'URLs/s' },
    { name: 'reference way over HTTP', value: rate('reference'), unit: 'URLs/s' },
    { name: 'one URL in process', value: minted, unit: 'us' },
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
