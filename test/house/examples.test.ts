// The examples do what their README says, with its own commands.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
import { withChromium } from '../support/chromium.ts';
import { commandOf } from '../support/example.ts';
import { startDemo, type Demo } from '../support/demo.ts';
import { createVisitor } from '../support/visitor.ts';
import { run } from './npm.ts';

let demo: Demo;
let accessToken = '';

before(async () => {
  demo = await startDemo({
    async fetch(input, init) {
      const response = await fetch(input, init);
      if (new Request(input).url.endsWith('/token')) {
        const body = (await response.clone().json()) as { readonly access_token?: string };
        accessToken = body.access_token ?? '';
      }
      return response;
    },
  });
  await createVisitor(demo.origin).signIn('ana@example.com');
});
after(() => demo[Symbol.asyncDispose]());

it('mint-one-url prints a URL as it stands', async () => {
  const { output, status } = await run(process.execPath, { cwd: '.', args: commandOf('mint-one-url') });
  assert.equal(status, 0, output);
  assert.match(output, /^https:\/\/app\.sigmacomputing\.com\/\S+\?:embed=true&:jwt=\S+$/m);
});

it('mint-one-url, given the values of a viewer, makes a URL that opens the workbook as that viewer', async () => {
  const env = { ...demo.sandbox.env(demo.origin), ACCESS_TOKEN: accessToken, VIEWER: 'ana@example.com' };
  const { output, status } = await run(process.execPath, { cwd: '.', args: commandOf('mint-one-url'), env });
  assert.equal(status, 0, output);
  const page = await fetch(/^http\S+/m.exec(output)?.[0] ?? '');
  assert.equal(page.status, 200);
  await page.body?.cancel();
  assert.equal(demo.sandbox.events.list({ kind: 'embed.opened', person: 'ana@example.com' }).length, 1);
  assert.ok(!output.includes(accessToken));
});

it('own-server carries the gateway until SIGTERM', async () => {
  const env = { ...process.env, ...demo.sandbox.env(demo.origin), PORT: '0', SIGMA_EMBED_STORE: 'memory:' };
  const child = spawn(process.execPath, commandOf('own-server'), { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const address = /Listening on (\S+);/.exec(line.toString())?.[1] ?? '';
    const answer = await fetch(`http://${address}/ready`);
    assert.equal(answer.status, 200);
  } finally {
    child.kill('SIGTERM');
  }
  assert.deepEqual(await exited, [0, null]);
});

for (const name of ['test-with-node', 'test-with-vitest', 'test-in-ci']) {
  const needs = name === 'test-in-ci' ? withChromium : {};
  it(`${name} passes with the command of the README`, needs, async () => {
    const { output, status } = await run(process.execPath, { cwd: '.', args: commandOf(name) });
    assert.equal(status, 0, output);
    assert.match(output, /(pass|Tests) +[1-9]|[1-9] passed/);
  });
}

it('the test for CI fits in 30 lines', () => {
  assert.ok(readFileSync('examples/test-in-ci/embed.test.ts', 'utf8').trimEnd().split('\n').length <= 30);
});
