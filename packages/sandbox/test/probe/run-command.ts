// Runs the command `probe` against a sandbox of this process, with a person in Chromium or with nobody.
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import type { BrowserContext } from 'playwright-core';
import { chooseAndAllow } from '../../../../test/support/chromium.ts';
import { freePort } from '../../../../test/support/free-port.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/index.ts';
import { runProbeCommand } from '../../src/probe/main.ts';
import { standingClock } from './standing-clock.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Place extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly env: Readonly<Record<string, string>>;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>;
}

/** A sandbox whose app has a redirect URI that the command can listen at. */
export async function place(options: SandboxOptions = {}, browser?: BrowserContext): Promise<Place> {
  const origin = `http://localhost:${await freePort()}`;
  const redirectUrls = [`${origin}/auth/databricks/callback`];
  const sandbox = await startSandbox({ redirectUrls, clock: standingClock(), ...options });
  const env = sandbox.env(origin);
  return {
    sandbox,
    env,
    async run(args, more = {}) {
      const [out, err] = [collector(), collector()];
      const done = runProbeCommand(args, {
        env: { ...env, ...more },
        out: out.stream,
        err: err.stream,
        now: () => sandbox.clock.now(),
        wait: async (ms) => sandbox.clock.advance(ms),
        fetch,
      });
      const visit = browser === undefined ? undefined : sit(browser, err.text);
      const code = await done;
      await visit?.close();
      return { code, out: out.text(), err: err.text() };
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

/** Where the page's link leads, unless it is hidden. */
const SHOWN_LINK = `document.querySelector('.sign-in:not([hidden]) a')?.href ?? null`;

/** A person who opens the page of the run, and signs in whenever it asks for that. */
function sit(context: BrowserContext, err: () => string): { close(): Promise<void> } {
  const leaving = new AbortController();
  const sitting = (async () => {
    let address: string | undefined;
    while ((address = /http\S+\/probe-\S+/.exec(err())?.[0]) === undefined) {
      if (leaving.signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const page = await context.newPage();
    page.on('popup', (popup) => void chooseAndAllow(popup, 'ana@example.com').catch(() => undefined));
    await page.goto(address);
    const asked = new Set<string>();
    while (!leaving.signal.aborted) {
      const href = await page.evaluate<string | null>(SHOWN_LINK);
      if (href !== null && !asked.has(href)) {
        asked.add(href);
        await page.getByRole('link', { name: 'Sign in at Databricks' }).click();
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    for (const one of context.pages()) await one.close();
  })();
  return {
    async close() {
      leaving.abort();
      await sitting;
    },
  };
}

function collector(): { stream: Writable; text(): string } {
  let all = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, next) {
      all += chunk.toString('utf8');
      next();
    },
  });
  return { stream, text: () => all };
}

export interface Row {
  readonly id: string;
  readonly because?: string;
  readonly answer?: string;
  readonly set: readonly string[];
}

/** What a run with `--json` found, by probe. */
export function findings({ code, err, out }: Ran): {
  readonly rows: ReadonlyMap<string, Row>;
  readonly set: ReadonlySet<string>;
  readonly seed: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
} {
  assert.equal(code, 0, err);
  const report = JSON.parse(out) as {
    readonly results: readonly Row[];
    readonly seed: Record<string, Record<string, unknown>>;
  };
  return {
    rows: new Map(report.results.map((row) => [row.id, row])),
    set: new Set(report.results.flatMap(({ set }) => set)),
    seed: report.seed,
  };
}
