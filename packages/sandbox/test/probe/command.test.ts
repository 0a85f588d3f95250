// The command around the probes: what it reads, what it prints, and what it never prints.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { launch, person, withChromium } from '../../../../test/support/chromium.ts';
import { PROBES } from '../../src/probe/table.ts';
import { findings, place } from './run-command.ts';

const ANONYMOUS = ['--no-browser', '--only', 'host-facts,dead-refresh,callback,auto-create-users,code-life-seconds'];

it('without a browser it asks what needs none, changes nothing, and says why the rest is open', async () => {
  await using there = await place({ databricks: { deadRefreshStatus: 401 } });
  const before = there.sandbox.events.list().length;
  const { code, err, out } = await there.run(ANONYMOUS);
  assert.deepEqual([code, err], [0, '']);
  assert.match(
    out,
    /401 invalid_request, in the words "Refresh token is invalid"\n +databricks\.deadRefreshError=invalid_request/,
  );
  assert.match(out, /callback\n +could not be settled because it needs a sign-in/);
  assert.match(out, /2 of 5 questions are settled/);
  assert.match(out, /"deadRefreshStatus": 401/);
  const after = there.sandbox.events
    .list()
    .slice(before)
    .map(({ kind }) => kind);
  assert.deepEqual([...new Set(after)], ['token.refused']);
});

it('the seed that it proposes makes a sandbox of which nothing more is proposed', async () => {
  const databricks = { deadRefreshStatus: 401, hostForm: 'unified' } as const;
  await using there = await place({ databricks });
  const { seed } = findings(await there.run([...ANONYMOUS, '--json']));
  assert.deepEqual(seed, { databricks });
  await using again = await place({ seed });
  const second = findings(await again.run([...ANONYMOUS, '--json']));
  assert.deepEqual(second.seed, seed);
});

it('secrets come from files as well, and the environment from an env file', async () => {
  await using there = await place();
  const folder = mkdtempSync(join(tmpdir(), 'probe-'));
  try {
    const { DATABRICKS_OAUTH_CLIENT_SECRET: secret = '', ...rest } = there.env;
    writeFileSync(join(folder, 'secret'), `${secret}\n`);
    const lines = Object.entries({ ...rest, DATABRICKS_OAUTH_CLIENT_SECRET_FILE: join(folder, 'secret') });
    writeFileSync(join(folder, 'env'), lines.map(([name, value]) => `${name}="${value}"\n`).join(''));
    const empty = Object.fromEntries(Object.keys(there.env).map((name) => [name, undefined]));
    const args = ['--env-file', join(folder, 'env'), '--no-browser', '--only', 'dead-refresh', '--json'];
    const { rows } = findings(await there.run(args, empty as unknown as Record<string, string>));
    assert.match(rows.get('dead-refresh')?.answer ?? '', /^400 invalid_request/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('what cannot be followed is one sentence and exit code 2', async () => {
  await using there = await place();
  const cases: readonly [readonly string[], Readonly<Record<string, string>>, RegExp][] = [
    [['--only', 'nothing'], {}, /there is no probe "nothing"/],
    [['--patience', 'long'], {}, /--patience takes seconds/],
    [['--what'], {}, /Unknown option '--what'/],
    [[], { DATABRICKS_HOST: '' }, /It needs at least DATABRICKS_HOST/],
    [['--env-file', '/nowhere'], {}, /--env-file: \/nowhere cannot be read/],
    [[], { DATABRICKS_OAUTH_BASE_URL: 'x' }, /DATABRICKS_OAUTH_BASE_URL is no address/],
  ];
  for (const [args, env, sentence] of cases) {
    const { code, err, out } = await there.run(args, env);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, sentence);
    assert.match(err, /^[^\n]+ See probe --help\.\n$/);
  }
});

it('--help and --list ask nobody', async () => {
  await using there = await place();
  assert.match((await there.run(['--help'])).out, /--write/);
  const { out } = await there.run(['--list'], { DATABRICKS_HOST: '' });
  for (const { id } of PROBES) assert.ok(out.includes(id), id);
});

it('a host that does not answer ends in reasons, not in a crash', async () => {
  await using there = await place();
  const { rows } = findings(await there.run([...ANONYMOUS, '--json'], { DATABRICKS_HOST: 'http://127.0.0.1:9' }));
  assert.match(rows.get('host-facts')?.because ?? '', /^127\.0\.0\.1:9 did not answer$/);
});

it('what a vendor writes cannot steer the terminal', async () => {
  await using there = await place();
  const body = JSON.stringify({ host_type: 'work\u001B[2Jspace\r' });
  there.sandbox.faults.add({ vendor: 'databricks', pattern: 'GET /.well-known/databricks-config', status: 200, body });
  const { out } = await there.run(['--no-browser', '--only', 'host-facts']);
  assert.match(out, /it says "work \[2jspace "/);
});

it('a redirect URI where something else listens is told before anything is asked', async () => {
  await using there = await place();
  const { hostname, port } = new URL(there.env['DATABRICKS_REDIRECT_URI'] ?? '');
  const gateway = createServer().listen(Number(port), hostname);
  await once(gateway, 'listening');
  try {
    const { code, err } = await there.run([]);
    assert.equal(code, 1);
    assert.match(err, /EADDRINUSE\)\. Stop the gateway/);
  } finally {
    gateway.close();
  }
});

it('no secret and no token is printed, whatever the vendor answers', withChromium, async () => {
  const browser = await launch();
  const { context } = await person(browser);
  try {
    await using there = await place({ app: { refreshMode: 'rotate' } }, context);
    there.sandbox.faults.add({
      vendor: 'databricks',
      pattern: 'GET /.well-known/databricks-config',
      status: 500,
      body: `{"host_type":"${there.env['DATABRICKS_OAUTH_CLIENT_SECRET']}"}`,
    });
    const only = 'host-facts,callback,id-token,token-answer,refresh,sql-scope,embed-replay,load-error,replay';
    for (const args of [[], ['--json']]) {
      const { code, err, out } = await there.run([...args, '--write', '--only', only]);
      assert.equal(code, 0);
      for (const name of ['DATABRICKS_OAUTH_CLIENT_SECRET', 'SECRET', 'DATABRICKS_SESSION_SECRET']) {
        assert.ok(!`${out}${err}`.includes(there.env[name] ?? ''), name);
      }
      assert.doesNotMatch(`${out}${err}`, /eyJ|doau|[?&:](code|jwt)=/);
      assert.match(out, /app\.refreshMode=rotate/);
    }
  } finally {
    await browser.close();
  }
});
