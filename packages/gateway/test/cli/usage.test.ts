import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { createProgram } from '../../src/cli/program.ts';
import { processIo } from '../../src/cli/io.ts';
import { say } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'sigma-embed-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const COMMANDS = createProgram({ io: processIo, done: () => undefined, misused: () => undefined }).commands;
const OURS = COMMANDS.filter((command) => !['help', 'sandbox'].includes(command.name()));
/** Commands that do something by themselves, each as it is typed: `keys` alone only helps. */
const DOING = OURS.flatMap((command) =>
  command.commands.length === 0
    ? [command.name()]
    : command.commands.map((inner) => `${command.name()} ${inner.name()}`),
);

function envFile(values: Readonly<Record<string, string>>): string {
  const file = join(folder, 'test.env');
  writeFileSync(
    file,
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  return file;
}

for (const name of OURS.map((command) => command.name())) {
  it(`${name} helps on standard output, with examples, under both forms`, async () => {
    const help = await say(name, '--help');
    assert.deepEqual([help.code, help.stderr], [0, '']);
    assert.match(help.stdout, new RegExp(`^Usage: sigma-embed ${name} `));
    assert.match(
      help.stdout,
      new RegExp(`^(Examples|A new key, and nobody is signed out):\n {2}sigma-embed ${name}`, 'm'),
    );
    assert.deepEqual(await say('help', name), help);
  });
}

for (const words of DOING) {
  it(`${words} helps, and can write JSON for a script`, async () => {
    const help = await say(...words.split(' '), '--help');
    assert.deepEqual([help.code, help.stderr], [0, '']);
    assert.match(help.stdout, new RegExp(`^Usage: sigma-embed ${words} `));
    assert.match(help.stdout, /--json/);
    assert.deepEqual(await say('help', ...words.split(' ')), help);
  });
}

it('the program names every command, and says what exit codes mean', async () => {
  const { code, stdout } = await say('--help');
  assert.equal(code, 0);
  for (const command of COMMANDS) assert.match(stdout, new RegExp(`^ {2}${command.name()} .*\\S`, 'm'));
  assert.match(stdout, /Exit codes: 0 .*1 .*2 /);
  assert.deepEqual(await say('help'), { code: 0, stdout, stderr: '' });
});

it('without a command the help goes to standard error, and the exit code is 2', async () => {
  const { code, stderr, stdout } = await say();
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /^Usage: sigma-embed /);
});

for (const [words, sentence] of [
  [['serv'], "Unknown command 'serv'. Did you mean serve?"],
  [['help', 'serv'], "Unknown command 'serv'. Did you mean serve?"],
  [['help', 'sessions', 'lst'], "Unknown command 'lst'. Did you mean list?"],
  [['xyzzy'], "Unknown command 'xyzzy'."],
  [['serve', '--prot', '1'], "Unknown option '--prot'. Did you mean --port?"],
  [['serve', '--port'], "Option '--port <number>' argument missing."],
  [['token', 'extra'], "Too many arguments for 'token'. Expected 0 arguments but got 1: extra."],
] as const) {
  it(`a wrong use is one line and exit code 2: ${words.join(' ')}`, async () => {
    const expected = `${sentence} See --help.`;
    assert.deepEqual(await say(...words), { code: 2, stdout: '', stderr: `sigma-embed: ${expected} (usage)\n` });
    const { code, stderr, stdout } = await say(words[0], '--json', ...words.slice(1));
    assert.deepEqual([code, stderr], [2, '']);
    assert.equal((JSON.parse(stdout) as { error: { code: string } }).error.code, 'usage');
  });
}

it('every problem of a configuration is told at once, and no secret among them', async () => {
  const file = envFile({ PORT: 'canary-port', DATABRICKS_HOST: 'not a host', SECRET: 'canary-secret', CLIENT_ID: 'x' });
  const { code, stderr, stdout } = await say('serve', '--check', '--env', file);
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /^sigma-embed: The configuration has \d+ problems\. \(config_invalid\)$/m);
  for (const name of ['PORT', 'DATABRICKS_HOST', 'DATABRICKS_OAUTH_CLIENT_ID'])
    assert.match(stderr, new RegExp(`\\d\\. ${name} `));
  assert.doesNotMatch(stderr, /canary-secret|Nothing is configured/);
  const json = await say('serve', '--check', '--json', '--env', file);
  const { error } = JSON.parse(json.stdout) as { error: { problems: { key: string; problem: string; fix: string }[] } };
  assert.ok(error.problems.length >= 5 && error.problems.every(({ fix, key, problem }) => key && problem && fix));
  assert.doesNotMatch(json.stdout, /canary-secret/);
});

it('who has configured nothing is told where to begin', async () => {
  const { code, stderr } = await say('serve', '--env', envFile({}));
  assert.equal(code, 2);
  assert.match(stderr, /Nothing is configured here yet\. Copy \.env\.example to \.env/);
});

it('a file that is not there is named by its option', async () => {
  const { code, stderr } = await say('serve', '--check', '--env', join(folder, 'none.env'));
  assert.equal(code, 2);
  assert.match(stderr, /--env names a file that does not exist/);
});

it('token refuses a redirect URL that does not lead to this machine', async () => {
  const file = envFile({
    DATABRICKS_HOST: 'dbc-1234.cloud.databricks.com',
    DATABRICKS_OAUTH_CLIENT_ID: 'id',
    DATABRICKS_OAUTH_CLIENT_SECRET: 'dose1234567890',
    DATABRICKS_REDIRECT_URI: 'https://gateway.example.com/auth/databricks/callback',
  });
  const { code, stderr } = await say('token', '--env', file);
  assert.equal(code, 2);
  assert.match(stderr, /does not lead to this machine.*--redirect-uri/);
});
