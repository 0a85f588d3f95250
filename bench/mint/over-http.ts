// One contestant under full load for a while: URLs per second, and how long /health takes meanwhile.
import autocannon from 'autocannon';
import type { Contestant } from './contestants.ts';
import { REQUEST } from './task.ts';

export interface UnderLoad {
  readonly perSecond: number;
  /** Milliseconds that each GET /health took under the same load. */
  readonly healthTimes: readonly number[];
}

const CONNECTIONS = 32;

/** Mints without measuring, so that code is compiled and connections are warm. */
export async function warmUp(contestant: Contestant): Promise<void> {
  await load(contestant, contestant.name === 'reference' ? 0.5 : 2);
}

export async function measureOverHttp(contestant: Contestant, seconds: number): Promise<UnderLoad> {
  const url = `http://127.0.0.1:${contestant.port}`;
  // A slow way needs a longer turn for a rate of more than a handful.
  const turn = contestant.name === 'reference' ? seconds * 2 : seconds;
  const [minted, healthTimes] = await Promise.all([load(contestant, turn), healthUnder(url, turn)]);
  if (minted.non2xx > 0 || minted.errors > 0) {
    throw new Error(`${contestant.name}: ${minted.non2xx} refused, ${minted.errors} failed`);
  }
  return { perSecond: minted['2xx'] / minted.duration, healthTimes };
}

function load({ headers, port }: Contestant, duration: number): Promise<autocannon.Result> {
  const { body, method, path } = REQUEST;
  const requests = headers.map((set) => ({ method, path, body, headers: set }));
  return autocannon({ url: `http://127.0.0.1:${port}`, connections: CONNECTIONS, duration, requests, timeout: 60 });
}

/** Asks every 20 ms, whether or not the last answer has come: a blocked server must not hide by answering less. */
async function healthUnder(url: string, seconds: number): Promise<readonly number[]> {
  const times: Promise<number>[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    times.push(timeOf(`${url}/health`));
    await new Promise((done) => setTimeout(done, 20));
  }
  return await Promise.all(times);
}

async function timeOf(url: string): Promise<number> {
  const startedAt = performance.now();
  try {
    await (await fetch(url)).arrayBuffer();
  } catch {
    // A server whose loop is blocked for seconds cuts connections; that answer took at least this long.
  }
  return performance.now() - startedAt;
}
