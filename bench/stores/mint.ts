// How long a mint takes at the 99th percentile, with few sessions in the database and with many, side by side.
import autocannon from 'autocannon';
import { startContestant, type Contestant } from '../mint/contestants.ts';
import { REQUEST } from '../mint/task.ts';

/** Signed-in sessions that mint; the others lie beside them. */
export const MINTING = 256;
const CONNECTIONS = 8;

export interface Sizes extends AsyncDisposable {
  /** One turn of each, in milliseconds at the 99th percentile. */
  turn(seconds: number, isSwapped: boolean): Promise<{ readonly few: number; readonly many: number }>;
}

/** Starts a gateway on each database, which must be filled but for the sessions that mint. */
export async function startSizes(urls: { readonly few: string; readonly many: string }): Promise<Sizes> {
  const few = await startContestant('gateway', [urls.few, String(MINTING)]);
  const many = await startContestant('gateway', [urls.many, String(MINTING)]);
  await mintFor(few, 1);
  await mintFor(many, 1);
  return {
    async turn(seconds, isSwapped) {
      const times = { few: 0, many: 0 };
      for (const size of isSwapped ? (['many', 'few'] as const) : (['few', 'many'] as const)) {
        times[size] = await mintFor(size === 'few' ? few : many, seconds);
      }
      return times;
    },
    async [Symbol.asyncDispose]() {
      await few[Symbol.asyncDispose]();
      await many[Symbol.asyncDispose]();
    },
  };
}

async function mintFor({ headers, port }: Contestant, duration: number): Promise<number> {
  const { body, method, path } = REQUEST;
  const requests = headers.map((set) => ({ method, path, body, headers: set }));
  const url = `http://127.0.0.1:${port}`;
  const result = await autocannon({ url, connections: CONNECTIONS, duration, requests, timeout: 60 });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} refused, ${result.errors} failed`);
  return result.latency.p99;
}
