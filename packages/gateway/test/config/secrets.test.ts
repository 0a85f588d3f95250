import assert from 'node:assert/strict';
import { it } from 'node:test';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describeConfig } from '../../src/config/describe.ts';
import { ConfigError, loadConfig } from '../../src/config/load.ts';
import { OPTIONS } from '../../src/config/options.ts';
import { isSample, weaknessOf } from '../../src/config/secrets.ts';
import { COMPLETE, hex } from './environment.ts';

const WEAK = [
  '',
  'short',
  'a'.repeat(64),
  'ab'.repeat(32),
  'abcdefgh'.repeat(8),
  '0123456789abcdef'.repeat(8),
  'abcdefghijklmnopqrstuvwxyz0123456789',
  'passwordpasswordpasswordpassword',
  'thisisaverylongsecretmadeofwordsonly',
  'My-Secret-Password-For-Sigma-2026!!',
  'Summer2026!Summer2026!Summer2026!Summer2026!',
];

for (const text of WEAK) {
  it(`a secret like ${JSON.stringify(text.slice(0, 24))} (${text.length}) is refused [EM-04]`, () => {
    assert.notEqual(weaknessOf(text), undefined);
    assert.throws(
      () => loadConfig({ env: { ...COMPLETE, SECRET: text || undefined } }),
      (error: unknown) => {
        assert.ok(error instanceof ConfigError);
        assert.deepEqual(
          error.problems.map(({ key }) => key),
          ['SECRET'],
        );
        return true;
      },
    );
  });
}

it('a secret with white space in it is refused [EM-04]', () => {
  for (const space of [' ', '\n', '\t', '\u00a0', '\ufeff']) {
    const spaced = `${hex('x', 40)}${space}${hex('y', 40)}`;
    assert.throws(() => loadConfig({ env: { ...COMPLETE, SECRET: spaced } }), /SECRET holds white space/);
  }
});

it('a random secret of 32 bytes or more is never called weak or a sample, in hex, base64 or base64url', () => {
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 64, size: 'max' }).map((array) => Buffer.from(array));
  const random = fc.noShrink(bytes.filter((buffer) => new Set(buffer).size >= 24));
  fc.assert(
    fc.property(random, fc.constantFrom('hex', 'base64', 'base64url'), (buffer, encoding) => {
      const text = buffer.toString(encoding);
      assert.equal(weaknessOf(text), undefined, text);
      assert.equal(isSample(text), false, text);
    }),
    { numRuns: 2_000 },
  );
});

const SECRET_NAMES: readonly string[] = OPTIONS.filter(({ type }) => type === 'secret').flatMap(({ env }) => env);

it('no secret shows in a problem, whatever is wrong with it [CF-02]', () => {
  const canaries = [
    'canary',
    'canary canary canary canary canary',
    `${hex('canary', 20)} ${hex('canary2', 60)}`,
    'your-canary',
  ];
  for (const canary of canaries) {
    const all = Object.fromEntries(SECRET_NAMES.map((name) => [name, canary]));
    assert.throws(
      () => loadConfig({ env: { ...COMPLETE, ...all } }),
      (error: unknown) => {
        for (const shown of [String(error), inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error)]) {
          assert.ok(!shown.includes(canary), shown);
        }
        return true;
      },
    );
  }
});

it('no secret shows in the banner, nor when the configuration is printed or serialised [CF-02]', () => {
  const env = {
    ...COMPLETE,
    SIGMA_EMBED_SIGMA_API: 'api.sigma.test',
    SIGMA_EMBED_SIGMA_API_CLIENT_ID: 'id',
    SIGMA_EMBED_SIGMA_API_SECRET: hex('secret of the API'),
  };
  const config = loadConfig({ env });
  const shown = [
    describeConfig(config),
    inspect(config, { depth: 9, showHidden: true }),
    JSON.stringify(config),
  ].join();
  for (const name of SECRET_NAMES) {
    const value = Object.entries(env).find(([known]) => known === name)?.[1];
    assert.ok(value !== undefined && !shown.includes(value), name);
  }
  const [sealing] = config.keyRing;
  assert.ok('key' in sealing && !shown.includes(sealing.key.reveal()));
});
