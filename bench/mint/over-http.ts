// One contestant under full load from another process's threads: URLs per second, and how long /health takes meanwhile.
import autocannon from 'autocannon';
import { startContestant, type ContestantName } from './contestants.ts';
import { REQUEST } from './task.ts';

export interface UnderLoad {
  readonly perSecond: number;
  /** Milliseconds; the 99th percentile of GET /health under the same load. */
  readonly healthP99: number;
}

const CONNECTIONS = 32;

export async function measureOverHttp(name: ContestantName, seconds: number): Promise<UnderLoad> {
  await using contestant = await startContestant(name);
  const url = `http://127.0.0.1:${contestant.port}`;
  const { body, method, path } = REQUEST;
  const requests = contestant.headers.map((headers) => ({ method, path, body, headers }));
  const load = (duration: number) => autocannon({ url, connections: CONNECTIONS, duration, requests, timeout: 60 });
  if (name !== 'reference') await load(1);
  const [minted, healthP99] = await Promise.all([load(seconds), healthUnder(url, seconds)]);
  if (minted.non2xx > 0 || minted.errors > 0)
    throw new Error(`${name}: ${minted.non2xx} refused, ${minted.errors} failed`);
  return { perSecond: minted['2xx'] / minted.duration, healthP99 };
}

/** Asks every 20 ms, whether or not the last answer has come: a blocked server must not hide by answering less. */
async function healthUnder(url: string, seconds: number): Promise<number> {
  const times: Promise<number>[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    times.push(timeOf(`${url}/health`));
    await new Promise((done) => setTimeout(done, 20));
  }
  const sorted = (await Promise.all(times)).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
}

async function timeOf(url: string): Promise<number> {
  const startedAt = performance.now();
  await (await fetch(url)).arrayBuffer();
  return performance.now() - startedAt;
}
