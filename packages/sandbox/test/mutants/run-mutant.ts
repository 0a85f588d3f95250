// Runs one test file against the sandbox with one bug in it, and says which tests noticed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, it } from 'node:test';
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
  /** Where that test cannot run, such as `withChromium`. */
  readonly needs?: { readonly skip: string | boolean };
}

/** One test for each bug: somebody notices, and it is the test that was named. */
export function seed(vendor: string, mutants: readonly Mutant[]): void {
  describe(`a bug seeded into ${vendor} is noticed`, () => {
    for (const mutant of mutants) {
      it(mutant.bug, mutant.needs ?? {}, async () => {
        const failed = await failuresWith(mutant);
        const [, name] = mutant.noticedBy;
        assert.ok(
          failed.some((test) => test.startsWith(name)),
          `nobody noticed; failed: ${failed.join(', ')}`,
        );
      });
    }
  });
}

/** Names of the tests that failed. Rejects when the bug does not fit the source any more. */
async function failuresWith({ file, find, noticedBy, put }: Mutant): Promise<string[]> {
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
