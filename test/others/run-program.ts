// Runs a program that other people's libraries are in, as a process of its own with the environment that `--print-env` prints.
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the program printed on its last line, read as JSON. Rejects with everything it said when it failed. */
export async function runProgram<Result>(name: string, env: Readonly<Record<string, string>>): Promise<Result> {
  const file = fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url));
  const { HOME = '', PATH = '' } = process.env;
  const child = spawn(process.execPath, [file], {
    env: { HOME, PATH, NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${name} ended with ${code}:\n${output}${said}`);
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as Result;
}

/** A folder with a `browser` that signs somebody in; programs that open `$BROWSER` run it. */
export function clickingBrowser(): Disposable & {
  readonly folder: string;
  env(email: string): Record<string, string>;
} {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-others-'));
  const script = fileURLToPath(new URL('./programs/click-allow.ts', import.meta.url));
  const browser = join(folder, 'browser');
  const log = join(folder, 'browser.log');
  writeFileSync(browser, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$1" >>'${log}' 2>&1\n`);
  chmodSync(browser, 0o755);
  return {
    folder,
    env: (email) => ({ BROWSER: browser, PERSON: email, TOKEN_FILE: join(folder, 'token.json') }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
