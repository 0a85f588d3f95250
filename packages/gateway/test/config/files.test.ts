import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import type { Config } from '../../src/config/config.ts';
import { loadEnvironment } from '../../src/config/env-file.ts';
import { derivedKey } from '../../src/config/key-ring.ts';
import { ConfigError, loadConfig } from '../../src/config/load.ts';
import { COMPLETE, hex } from './environment.ts';

const cwd = mkdtempSync(join(tmpdir(), 'sigma-embed-config-'));
after(() => rmSync(cwd, { recursive: true }));

function file(name: string, text: string, mode = 0o600): string {
  const path = join(cwd, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

/** What is said of a config file with this content. */
const refused = (content: string): string => messageOf({ SIGMA_EMBED_CONFIG_FILE: file('bad.json', content) });

const refusedEmbeds = (embeds: unknown): string => refused(JSON.stringify({ embeds }));

const load = (over: Record<string, string | undefined>): Config => loadConfig({ env: { ...COMPLETE, ...over }, cwd });

function messageOf(over: Record<string, string | undefined>): string {
  try {
    load(over);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

it('every option can come from a file; one line break at its end is dropped [CF-02]', () => {
  file('secret', `${COMPLETE.SECRET}\r\n`);
  const config = load({
    SECRET: undefined,
    SECRET_FILE: 'secret',
    TEAMS: undefined,
    TEAMS_FILE: file('teams', 'A,B\n'),
  });
  assert.equal(config.sigma.secret.reveal(), COMPLETE.SECRET);
  assert.deepEqual(config.policy.people.teams, ['A', 'B']);
  assert.deepEqual(config.warnings, []);
});

it('a name and its file together are refused', () => {
  assert.match(messageOf({ SECRET_FILE: 'secret' }), /SECRET and SECRET_FILE are both set/);
});

it('a missing or empty file is one problem, not two', () => {
  const missing = messageOf({ SECRET: undefined, SECRET_FILE: 'nowhere' });
  assert.match(missing, /SECRET_FILE names a file that does not exist/);
  assert.ok(missing.startsWith('The configuration has a problem:'), missing);
  assert.match(messageOf({ SECRET: undefined, SECRET_FILE: file('empty', '\n') }), /SECRET_FILE names an empty file/);
  assert.match(messageOf({ PORT_FILE: '.' }), /PORT_FILE names a folder/);
});

it('a secret file that everybody may read is warned of [CF-02]', { skip: process.platform === 'win32' }, () => {
  const config = load({ SECRET: undefined, SECRET_FILE: file('open', COMPLETE.SECRET, 0o644) });
  assert.match(config.warnings.join(), /SECRET_FILE can be read by every user/);
});

it(
  'so are the files of a database URL with a password, of a wrapping key, and the environment file [CF-02]',
  { skip: process.platform === 'win32' },
  () => {
    const warned = (
      over: Record<string, string | undefined>,
      more: { readonly envFile?: string } = {},
    ): readonly string[] => loadConfig({ env: { ...COMPLETE, ...over }, cwd, ...more }).warnings;
    const said = (what: string): string[] => [
      `${what} can be read by every user of this machine. Take that right away: chmod 600.`,
    ];
    for (const [mode, isOpen] of [
      [0o644, true],
      [0o640, false],
    ] as const) {
      const expected = (what: string): string[] => (isOpen ? said(what) : []);
      const store = file('store', 'postgres://gateway:canary@db.example.com/sessions\n', mode);
      assert.deepEqual(warned({ SIGMA_EMBED_STORE_FILE: store }), expected('The file of SIGMA_EMBED_STORE_FILE'));
      file('kek', Buffer.alloc(32, 1).toString('base64url'), mode);
      assert.deepEqual(
        warned({ SIGMA_EMBED_KEY_SERVICE: 'file:kek' }),
        expected('The file of SIGMA_EMBED_KEY_SERVICE'),
      );
      file('gateway.env', 'SECRET=canary', mode);
      assert.deepEqual(warned({}, { envFile: 'gateway.env' }), expected('The file gateway.env'));
    }
    for (const text of ['sqlite:./sessions.db', 'rediss://gateway@db.example.com']) {
      assert.deepEqual(warned({ SIGMA_EMBED_STORE_FILE: file('open-store', text, 0o644) }), [], text);
    }
    file('wrapper.js', 'export const keyWrapper = {};', 0o644);
    assert.deepEqual(warned({ SIGMA_EMBED_KEY_SERVICE: 'module:wrapper.js' }), [], 'a module holds no key');
    assert.deepEqual(warned({ SIGMA_EMBED_KEY_SERVICE: 'file:nowhere' }, { envFile: 'nowhere' }), []);
    assert.deepEqual(warned({}, { envFile: '/dev/null' }), [], 'nothing is kept there');
  },
);

it('the config file lists embeds, which take the connection of the environment unless they name one', () => {
  const embeds = [
    { alias: 'area', url: 'https://app.sigmacomputing.com/acme/workbook/A-1' },
    { alias: 'samples', url: 'https://app.sigmacomputing.com/acme/workbook/B-2', connectionId: 'other' },
  ];
  const path = file('config.json', JSON.stringify({ embeds, teams: ['X'], internalUsers: ['@hq.test'] }));
  const config = load({ SIGMA_EMBED_CONFIG_FILE: path, DATABRICKS_OAUTH_BASE_URL: undefined });
  assert.deepEqual(
    config.policy.embeds.map(({ alias, connectionIds }) => [alias, ...connectionIds]),
    [
      ['area', COMPLETE.DATABRICKS_CONNECTION_ID],
      ['samples', 'other'],
    ],
  );
  assert.deepEqual(config.policy.people.teams, ['X']);
  assert.deepEqual(config.policy.people.internalUsers, ['@hq.test']);
});

it('an unknown member of the config file is refused, at every depth [CF-01] [CF-05]', () => {
  const url = 'https://app.sigmacomputing.com/acme/workbook/A-1';
  assert.match(refused('{"embed": []}'), /has an unknown member "embed"/);
  assert.match(
    refused(`{"embeds":[{"alias":"a","url":"${url}","subject":"x"}]}`),
    /embeds\[0\] has an unknown member "subject"/,
  );
  assert.match(refused('{"__proto__": {"teams": []}}'), /unknown member "__proto__"/);
  assert.match(refused('{"embeds": []}'), /embeds is empty/);
  assert.match(refused('{'), /not JSON/);
});

it('aliases are plain and unique, and embed addresses of the file are checked like the other', () => {
  const url = 'https://app.sigmacomputing.com/acme/workbook/A-1';
  assert.match(
    refusedEmbeds([
      { alias: 'a', url },
      { alias: 'a', url },
    ]),
    /repeats the alias "a"/,
  );
  assert.match(refusedEmbeds([{ alias: '../x', url }]), /embeds\[0\]\.alias has the wrong form/);
  assert.match(
    refusedEmbeds([{ alias: 'a', url: 'http://app.sigmacomputing.com/acme/workbook/A-1' }]),
    /is plain http/,
  );
});

const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64url');

it('a key file is a ring in order; the key of the session secret stays as its last', () => {
  const keys = [
    { id: 'k2', key: key(2) },
    { id: 'k1', key: key(1) },
  ];
  const both = [JSON.stringify({ keys }), keys.map((row) => JSON.stringify(row)).join('\n')];
  for (const text of both) {
    const path = file('keys', text);
    const ring = load({ SIGMA_EMBED_KEY_FILE: path }).keyRing;
    assert.deepEqual(
      ring.map(({ id }) => id),
      ['k2', 'k1', derivedKey(COMPLETE.DATABRICKS_SESSION_SECRET).id],
    );
    const alone = load({ SIGMA_EMBED_KEY_FILE: path, DATABRICKS_SESSION_SECRET: undefined }).keyRing;
    assert.deepEqual(
      alone.map((row) => ('key' in row ? row.key.reveal() : row.wrapped)),
      [key(2), key(1)],
    );
  }
});

it('a broken key file is refused without a word of what is in it [CF-02]', () => {
  const canary = 'CanaryKeyMaterial';
  const broken = [
    `{"keys":[{"id":"k","key":"${canary}"}]}`,
    `not json ${canary}`,
    `{"keys":[{"id":"k","key":"${key(1)}","${canary}":1}]}`,
    `{"keys":[{"id":"bad id ${canary}","key":"${key(1)}"}]}`,
    '{"keys":[]}',
    '',
  ];
  for (const text of broken) {
    const message = messageOf({ SIGMA_EMBED_KEY_FILE: file('bad-keys', text) });
    assert.match(message, /SIGMA_EMBED_KEY_FILE names a file that is no key ring/);
    assert.ok(!message.includes(canary));
  }
  const twice = JSON.stringify({
    keys: [
      { id: 'k', key: key(1) },
      { id: 'k', key: key(2) },
    ],
  });
  assert.match(messageOf({ SIGMA_EMBED_KEY_FILE: file('twice', twice) }), /the same id/);
});

it('the derived key is the same for the same secret, another for another, and its id does not show it', () => {
  const one = derivedKey(hex('one'));
  assert.equal(one.key.reveal(), derivedKey(hex('one')).key.reveal());
  assert.notEqual(one.key.reveal(), derivedKey(hex('two')).key.reveal());
  assert.equal(Buffer.from(one.key.reveal(), 'base64url').length, 32);
  assert.match(one.id, /^s1-[0-9a-f]{8}$/);
  assert.ok(!Buffer.from(one.key.reveal(), 'base64url').toString('hex').includes(one.id.slice(3)));
  // Sealed databases depend on this derivation: it never changes under the same version.
  const fixed = derivedKey('a fixed session secret of 32 bytes or more');
  assert.deepEqual([fixed.id, fixed.key.reveal()], ['s1-fdf9b6ca', 'FjXyVMpUCpbib9tjZEXvWF5_WYcl16cMYdP0NSuG_9g']);
});

it('the real environment wins over the file, and the command line over both', () => {
  const path = file('.env', '\ufeffPORT=1\nTEAMS="A,B"\nEMAIL=a@acme.test\n# comment\n');
  const env = loadEnvironment({ file: path, env: { PORT: '2', TEAMS: '' }, over: { PORT: '3', EMAIL: undefined } });
  assert.deepEqual(env, { PORT: '3', TEAMS: 'A,B', EMAIL: 'a@acme.test' });
});

it('a NAME_FILE in a stronger place replaces the NAME in a weaker one, and the other way round', () => {
  const path = file('.env2', 'SECRET=old\nPORT_FILE=/run/port\n');
  assert.deepEqual(loadEnvironment({ file: path, env: { SECRET_FILE: '/run/s', PORT: '1' } }), {
    SECRET_FILE: '/run/s',
    PORT: '1',
  });
});

it('both of them in one place stay, so that the loader can refuse them', () => {
  assert.deepEqual(loadEnvironment({ file: file('.env3', ''), env: { SECRET: 'a', SECRET_FILE: 'b' } }), {
    SECRET: 'a',
    SECRET_FILE: 'b',
  });
});

it('a named environment file that is missing is a configuration problem', () => {
  assert.throws(
    () => loadEnvironment({ file: join(cwd, 'nowhere'), env: {} }),
    /--env names a file that does not exist/,
  );
});
