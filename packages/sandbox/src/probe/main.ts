// The command `probe`: reads its options, wires a run, prints what it finds.
import { setTimeout as sleep } from 'node:timers/promises';
import { openStand } from './browser/stand.ts';
import { createTasks } from './browser/tasks.ts';
import { createDatabricksRoom } from './databricks/room.ts';
import { claimsOf, session } from './databricks/session.ts';
import { readProbeOptions, USAGE, type ProbeOptions } from './options.ts';
import type { ProbeRoom } from './probe.ts';
import { jsonReport, resultLines, summary, vendorHeading } from './report.ts';
import { runProbes, type Result } from './run.ts';
import { createEmbedUrls, type Viewer } from './sigma/embed-urls.ts';
import { createSigmaRoom } from './sigma/room.ts';
import { PROBES } from './table.ts';

/** What a run takes from the world; real by default. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  readonly fetch: typeof globalThis.fetch;
}

const REAL: World = {
  env: process.env,
  out: process.stdout,
  err: process.stderr,
  now: Date.now,
  wait: (ms) => sleep(ms),
  fetch: globalThis.fetch,
};

/** Resolves with the exit code: 0 the run went through, 1 it could not begin, 2 the command line cannot be followed. */
export async function runProbeCommand(argv: readonly string[], world: World = REAL): Promise<number> {
  const { err, out } = world;
  let options: ProbeOptions;
  try {
    options = readProbeOptions(argv, world.env);
  } catch (error) {
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    err.write(`${sentence.replace(/\.$/, '')}. See probe --help.\n`);
    return 2;
  }
  if (options.help) out.write(USAGE);
  else if (options.list) out.write(list());
  else return await run(options, world);
  return 0;
}

function list(): string {
  const width = Math.max(...PROBES.map(({ id }) => id.length));
  return PROBES.map(({ id, needs, question, settles }) => {
    const more = [settles.join(', '), needs.join(', ')].filter((text) => text !== '').join('; needs ');
    return `${id.padEnd(width)}  ${question}\n${' '.repeat(width)}  ${more === '' ? 'no switch' : more}\n`;
  }).join('');
}

async function run(options: ProbeOptions, world: World): Promise<number> {
  const { embed, has, json, only } = options;
  const { err, out } = world;
  const tasks = createTasks({ patienceMs: options.patienceMs });
  await using open = new AsyncDisposableStack();
  if (has.has('sign_in')) {
    const sigma = embed === undefined ? undefined : new URL(embed.baseUrl).origin;
    try {
      const stand = await openStand(options.databricks.redirectUri ?? '', sigma, tasks);
      open.defer(() => stand.close());
      err.write(`Open this page in a browser and leave it open: ${stand.page}\n`);
    } catch (problem) {
      const code = problem instanceof Error && 'code' in problem ? String(problem.code) : 'unknown';
      err.write(
        `The address of the redirect URI cannot be listened at (${code}). Stop the gateway, or use --no-browser.\n`,
      );
      return 1;
    }
  }
  const probes = only.length === 0 ? PROBES : PROBES.filter(({ id }) => only.includes(id));
  let vendor: string | undefined;
  const tell = (result: Result): void => {
    if (vendor !== result.probe.vendor) out.write(vendorHeading(result.probe.vendor, out));
    ({ vendor } = result.probe);
    out.write(resultLines(result, out));
  };
  const results = await runProbes(probes, createRoom(options, world, tasks), { has, ...(!json && { onResult: tell }) });
  out.write(json ? jsonReport(results) : summary(results));
  return 0;
}

function createRoom(options: ProbeOptions, world: World, tasks: ReturnType<typeof createTasks>): ProbeRoom {
  const { fetch, now, wait } = world;
  const { api, embed, internalUser } = options;
  const databricks = createDatabricksRoom({ ...options.databricks, fetch, authorize: tasks.authorize });
  const viewer = async (): Promise<Viewer> => {
    const token = (await session(databricks)).access();
    const { json } = await databricks.get('/api/2.0/preview/scim/v2/Me', token);
    return { token, subject: String(json['userName'] ?? claimsOf(token)['sub']) };
  };
  let known: Promise<Viewer> | undefined;
  const sigma = createSigmaRoom({
    connectionId: embed?.connectionId ?? '',
    internalUser,
    api,
    fetch,
    frames: tasks.frames,
    makeUrl: embed === undefined ? async () => '' : createEmbedUrls(embed, now),
    viewer: () => (known ??= viewer()),
  });
  return { databricks, sigma, now, wait };
}
