// What the examples of applications with a gateway inside stand on: the sandbox, and the environment that leads there.
import { startSandbox } from '@sigma-embed/sandbox';

/** Starts both vendors and sets the environment as if they were real. The application is at http://localhost:4000, or at PORT. */
export async function standBehind(): Promise<void> {
  const origin = `http://localhost:${process.env['PORT'] ?? 4000}`;
  const gateway = `${origin}/analytics`;
  const sandbox = await startSandbox({ redirectUrls: [`${gateway}/auth/databricks/callback`] });
  Object.assign(process.env, sandbox.env(gateway), { SIGMA_EMBED_STORE: 'memory:', SIGMA_EMBED_LOG_LEVEL: 'warn' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
}

/** The line under which the examples are used. */
export function sayReady(): void {
  console.log(
    `Open http://localhost:${process.env['PORT']} and sign in as ana@example.com, or as whom you like. Ctrl-C stops it.`,
  );
}
