// The figures of the stores: what each does per second, how long callers wait, and that a mint does not care how many
// sessions there are. Fresh processes, order swapped each round.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Bench } from '../bench.ts';
import { atMost, median, type Figure } from '../report/figures.ts';
import { fill } from './fill.ts';
import { startSizes } from './mint.ts';
import { CALLERS, OPERATIONS, type Turn } from './operations.ts';
import { startPlaces, type PlaceName, type Places } from './places.ts';

/** Sessions in each database. Redis keeps them in memory, so it has fewer. */
const SESSIONS = { memory: 10_000, sqlite: 1_000_000, postgres: 1_000_000, redis: 100_000 } as const;
const FEW = 1000;
const ORDER: readonly PlaceName[] = ['memory', 'sqlite', 'postgres', 'redis'];
/** Turns of an operation are shorter than those of a server. */
const PART = 0.25;
/** What "flat" means on a machine that does other things as well. */
const FLAT = 1.5;

export const benchStores: Bench = async ({ rounds, say, seconds }) => {
  await using places = await startPlaces();
  const urls = { memory: 'memory:', sqlite: '', postgres: '', redis: '' };
  for (const name of ['sqlite', 'postgres', 'redis'] as const) {
    urls[name] = places.url(name);
    const startedAt = performance.now();
    await fill(urls[name], SESSIONS[name]);
    say(`${name}: ${many(SESSIONS[name])} sessions in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  }
  const turns: Record<PlaceName, Turn[]> = { memory: [], sqlite: [], postgres: [], redis: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? ORDER : ORDER.toReversed())
      turns[name].push(...runAlone(urls[name], seconds * PART));
    say(`round ${round + 1}/${rounds}  ${ORDER.map((name) => `${name} ${shown(turns[name])}`).join('  ')}`);
  }
  const operations = ORDER.flatMap((name) => figuresOf(name, turns[name]));
  const mints: Figure[] = [];
  for (const name of ['sqlite', 'postgres'] as const) {
    mints.push(...(await mintFigures(places, { name, many: urls[name], rounds, seconds, say })));
  }
  return [...mints, ...operations];
};

function figuresOf(name: PlaceName, turns: readonly Turn[]): readonly Figure[] {
  return OPERATIONS.flatMap((operation) =>
    CALLERS.flatMap((callers): Figure[] => {
      const some = turns.filter((turn) => turn.operation === operation && turn.callers === callers);
      const label = `${name}, ${many(SESSIONS[name])} sessions: ${operation}, ${callers === 1 ? '1 caller' : `${callers} callers`}`;
      return [
        { name: label, value: median(some.map(({ perSecond }) => perSecond)), unit: 'ops/s' },
        { name: `${label}, p99`, value: median(some.map(({ p99 }) => p99)), unit: 'ms' },
      ];
    }),
  );
}

async function mintFigures(
  places: Places,
  plan: {
    readonly name: 'sqlite' | 'postgres';
    readonly many: string;
    readonly rounds: number;
    readonly seconds: number;
    readonly say: (line: string) => void;
  },
): Promise<readonly Figure[]> {
  const { name, rounds, say, seconds } = plan;
  const few = places.url(name);
  await fill(few, FEW);
  await using sizes = await startSizes({ few, many: plan.many });
  const all: { readonly few: number; readonly many: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const turn = await sizes.turn(seconds, round % 2 === 1);
    all.push(turn);
    say(
      `round ${round + 1}/${rounds}  ${name}: p99 of a mint ${turn.few} ms with few sessions, ${turn.many} ms with many`,
    );
  }
  const [small, large] = [median(all.map((turn) => turn.few)), median(all.map((turn) => turn.many))];
  return [
    atMost(FLAT, {
      name: `${name}: p99 of a mint, ${many(SESSIONS[name])} / ${many(FEW)} sessions`,
      value: large / small,
      unit: 'x',
    }),
    { name: `${name}: p99 of a mint, ${many(FEW)} sessions`, value: small, unit: 'ms' },
    { name: `${name}: p99 of a mint, ${many(SESSIONS[name])} sessions`, value: large, unit: 'ms' },
  ];
}

function runAlone(url: string, seconds: number): readonly Turn[] {
  const file = fileURLToPath(new URL('./operations.ts', import.meta.url));
  const args = ['--conditions=@sigma-embed/source', file, url, String(seconds)];
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error('the operations failed');
  return JSON.parse(stdout) as Turn[];
}

function shown(turns: readonly Turn[]): string {
  const last = turns.findLast(({ callers, operation }) => operation === 'read' && callers === 16);
  return `${many(Math.round(last?.perSecond ?? 0))} reads/s`;
}

function many(count: number): string {
  return count.toLocaleString('en-US');
}
