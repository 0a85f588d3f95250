// Runs one test file against the sandbox with one bug in it, and says which tests noticed.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A bug that would hide bugs of a gateway: what to look for in a source file, and what to put there instead. */
export interface Mutant {
  readonly bug: string;
  /** Under `packages/sandbox/src`. */
  readonly file: string;
  /** Text that stands there exactly once. */
  readonly find: string;
  readonly put: string;
  /** Test file under `packages/sandbox/test` that must notice, and the beginning of the name of a test that does. */
  readonly noticedBy: readonly [file: string, name: string];
}

/** Names of the tests that failed. Rejects when the bug does not fit the source any more. */
export async function failuresWith({ file, find, noticedBy, put }: Mutant): Promise<string[]> {
  const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(
    process.execPath,
    [
      '--conditions=@sigma-embed/source',
      `--import=${new URL('./patch-source.ts', import.meta.url).href}`,
      '--test-reporter=tap',
      '--test-force-exit',
      path(`../${noticedBy[0]}`),
    ],
    {
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, MUTANT: JSON.stringify({ file, find, put }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code === 99) throw new Error(said);
  return [...output.matchAll(/^\s*not ok \d+ - (.+)$/gm)].map(([, name = '']) => name.replaceAll(/\\(.)/g, '$1'));
}
