// Starts a contestant in a process of its own and knows how to ask it for a URL.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type ContestantName = 'gateway' | 'reference' | 'floor';

export interface Contestant extends AsyncDisposable {
  readonly name: ContestantName;
  readonly port: number;
  /** Headers of a request, one set per signed-in session. */
  readonly headers: readonly Readonly<Record<string, string>>[];
}

const JSON_BODY = { 'content-type': 'application/json' };

/** `more` goes to the gateway: a store URL and how many sessions to sign in, where they are not the usual ones. */
export async function startContestant(name: ContestantName, more: readonly string[] = []): Promise<Contestant> {
  const file = name === 'gateway' ? './servers/gateway.ts' : './servers/plain.ts';
  const args = ['--conditions=@sigma-embed/source', fileURLToPath(new URL(file, import.meta.url)), name, ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await firstLine(child);
  const stop = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  if (name !== 'gateway') return { name, port: Number(line), headers: [JSON_BODY], [Symbol.asyncDispose]: stop };
  const { cookies, origin, port } = JSON.parse(line) as { cookies: string[]; origin: string; port: number };
  const headers = cookies.map((cookie) =>
    Object.assign({ cookie, origin, 'sec-fetch-site': 'same-origin', 'x-sigma-embed': '1' }, JSON_BODY),
  );
  return { name, port, headers, [Symbol.asyncDispose]: stop };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the contestant ended before it was ready');
}
