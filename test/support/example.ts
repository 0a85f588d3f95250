// An example as a process of its own, started by the command of the README.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Browser } from 'playwright-core';
import { person, type Watched } from './chromium.ts';

/** The command of an example as its README has it, without `npx node`. */
export function commandOf(name: string): string[] {
  const pattern = new RegExp(`\`npx node ([^\`]*examples/${name}/[^\`]*)\``);
  const [, command = ''] = pattern.exec(readFileSync('examples/README.md', 'utf8')) ?? [];
  assert.notEqual(command, '', `examples/README.md has no command for ${name}`);
  return command.split(' ');
}

/** Starts an example, opens its page in a profile of its own, and stops it as Ctrl-C would. The console stays quiet but for refusals. */
export async function visitExample(
  browser: Browser,
  example: { readonly name: string; readonly env: Readonly<Record<string, string>> },
  story: (watched: Watched) => Promise<void>,
): Promise<void> {
  const env = { ...process.env, ...example.env };
  const child = spawn(process.execPath, commandOf(example.name), { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const watched = await person(browser);
  try {
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    await watched.page.goto(/Open (\S+)/.exec(line)?.[1] ?? '');
    await story(watched);
    assert.deepEqual(
      watched.complaints.filter((text) => !text.includes('401')),
      [],
    );
  } finally {
    await watched.context.close();
    child.kill('SIGTERM');
  }
  assert.deepEqual(await exited, [0, null]);
}
