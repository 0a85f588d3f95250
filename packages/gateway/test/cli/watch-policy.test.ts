// SIGHUP brings a changed policy into a running gateway; a broken one changes nothing and is told line by line.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { beforeEach, it } from 'node:test';
import { watchPolicy } from '../../src/cli/watch-policy.ts';
import { loadPolicy } from '../../src/config/load.ts';
import type { PolicyConfig } from '../../src/config/policy-config.ts';
import { createLog } from '../../src/observe/log.ts';
import { COMPLETE } from '../config/environment.ts';
import { workbook } from '../support/config-file.ts';

let text: string;
let used: PolicyConfig[];
let lines: string[];
let events: EventEmitter;
let stop: () => void;

beforeEach(() => {
  used = [];
  lines = [];
  events = new EventEmitter();
  const env = { ...COMPLETE, SIGMA_EMBED_CONFIG_FILE: '/etc/policy.json' };
  stop = watchPolicy({
    load: () => loadPolicy({ env, readFile: () => text }),
    use: (policy) => void used.push(policy),
    events,
    log: createLog({ level: 'info', format: 'json', stream: { write: (line: string) => lines.push(line) } }),
  });
});

const reload = (content: unknown): void => {
  text = typeof content === 'string' ? content : JSON.stringify(content);
  events.emit('SIGHUP', 'SIGHUP');
};

it('a sound file becomes the policy, with its warnings', () => {
  const domains = { 'a.test': 'c.test', 'b.test': 'c.test' };
  reload({ embeds: [{ alias: 'one', url: workbook('One') }], subject: { domains } });
  assert.deepEqual(
    used.map(({ embeds }) => embeds.map(({ alias }) => alias)),
    [['one']],
  );
  assert.match(lines.join(''), /"event":"warning".*c\.test.*\n.*policy_reloaded/);
});

it('every problem of a broken file is a line of the log, and the policy before it goes on', () => {
  reload({ embeds: [{ alias: 'a b', url: workbook('One') }], team: [] });
  reload('{');
  assert.deepEqual(used, []);
  const said = lines.map((line) => JSON.parse(line) as { event: string; level: string; detail: string });
  assert.deepEqual(
    said.map(({ event, level }) => `${level} ${event}`),
    [
      'error policy_problem',
      'error policy_problem',
      'error policy_reload_failed',
      'error policy_problem',
      'error policy_reload_failed',
    ],
  );
  assert.match(said[0]?.detail ?? '', /embeds\[0\]\.alias has the wrong form\. Name of the embed/);
  assert.match(said[1]?.detail ?? '', /unknown member "team"\. Known are /);
});

it('nothing is read any more after the end', () => {
  stop();
  reload({ embeds: [{ alias: 'one', url: workbook('One') }] });
  assert.deepEqual(used, []);
});
