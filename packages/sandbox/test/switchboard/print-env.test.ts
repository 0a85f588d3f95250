// What is printed is read back as it was, by the programs it is printed for.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { it } from 'node:test';
import { parseEnv } from 'node:util';
import { printEnv } from '../../src/switchboard/print-env.ts';

const ENV = {
  PLAIN: 'a',
  SPACED: 'a  b # c',
  QUOTED: 'it\'s "so"',
  DOLLAR: '$HOME `id` \\n',
  EMPTY: '',
  URL: 'https://app.example.com/x?a=1&b=2',
};

it('a shell takes it over without running anything in it', () => {
  const names = Object.keys(ENV);
  const script = `${printEnv(ENV, 'shell')}\nfor n in ${names.join(' ')}; do eval "printf '%s\\0' \\"\\$$n\\""; done`;
  const output = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
  assert.deepEqual(output.split('\0').slice(0, -1), Object.values(ENV));
});

it("Node's reader of .env files takes it over", () => {
  const { QUOTED: _, ...others } = ENV;
  assert.deepEqual({ ...parseEnv(printEnv(others, 'dotenv')) }, others);
});

it('a file says which of its variables it cannot set for a process that runs already, where it has it', () => {
  assert.doesNotMatch(printEnv(ENV, 'dotenv'), /^#/m);
  assert.match(printEnv({ NODE_EXTRA_CA_CERTS: 'ca.crt' }, 'dotenv'), /^# NODE_EXTRA_CA_CERTS/m);
});

it('Docker takes everything after the first equals sign', () => {
  const read = printEnv(ENV, 'docker')
    .trimEnd()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
  assert.deepEqual(Object.fromEntries(read), ENV);
});

it('PowerShell gets single quotes, doubled inside', () => {
  assert.match(printEnv(ENV, 'powershell'), /^\$env:QUOTED = 'it''s "so"'$/m);
});
