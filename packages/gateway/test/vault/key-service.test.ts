// Wrapped keys: what a key service unwraps, for how long, and what happens while it is away.
import assert from 'node:assert/strict';
import { beforeEach, it, mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { GatewayError } from '../../src/base/errors.ts';
import { systemRandom } from '../../src/base/random.ts';
import { secret } from '../../src/base/secret.ts';
import type { KeyRing } from '../../src/config/config.ts';
import { movableClock, type MovableClock } from '../../src/testing/fixed-world.ts';
import { createFileWrapper } from '../../src/vault/file-wrapper.ts';
import { KeyWrapperDenied, ringContext, type KeyWrapper } from '../../src/vault/key-wrapper.ts';
import type { OpenRing } from '../../src/vault/keyring.ts';
import { createRingKeeper } from '../../src/vault/ring-keeper.ts';
import type { SealContext } from '../../src/vault/seal.ts';
import { UNWRAPPED_FOR_MS } from '../../src/vault/unwrap-ring.ts';
import { createVault, type Vault } from '../../src/vault/vault.ts';

const kek = (fill: number): string => `${Buffer.alloc(32, fill).toString('base64url')}\n`;
const files = (text: string): KeyWrapper =>
  createFileWrapper({ path: '/run/kek', readFile: () => text, random: systemRandom });
const place: SealContext = { purpose: 'access_token', parts: ['session'] };
const failsWith = (code: string) => (error: unknown) => error instanceof GatewayError && error.code === code;

let clock: MovableClock;
let calls: number;
let failure: Error | undefined;
let service: KeyWrapper;
let ring: KeyRing;

beforeEach(async () => {
  clock = movableClock();
  calls = 0;
  failure = undefined;
  const inner = files(kek(1));
  service = {
    ...inner,
    async unwrap(wrapped, context) {
      calls += 1;
      if (failure !== undefined) throw failure;
      return await inner.unwrap(wrapped, context);
    },
  };
  ring = [{ id: 'k1', wrapped: await inner.wrap(Buffer.alloc(32, 7), ringContext('k1')) }];
});

async function openVault(): Promise<{ vault: Vault; keeper: ReturnType<typeof createRingKeeper> }> {
  const keeper = createRingKeeper({ clock, wrapper: service });
  return { keeper, vault: createVault({ ring: await keeper.open(ring), random: systemRandom, clock }) };
}

it('a wrapped key seals and opens as the key itself would, and the service is asked once [ST-06]', async () => {
  const { vault } = await openVault();
  const plain = createVault({
    ring: [{ id: 'k1', key: secret(Buffer.alloc(32, 7).toString('base64url')) }],
    random: systemRandom,
    clock,
  });
  for (let n = 0; n < 100; n += 1)
    assert.equal(plain.open(vault.seal(secret('token'), place), place).reveal(), 'token');
  assert.equal(calls, 1);
});

it('while the service is away, keys at hand serve until their time is over, then nothing opens [ST-06] [F32]', async () => {
  const { keeper, vault } = await openVault();
  const sealed = vault.seal(secret('token'), place);
  failure = new Error('throttled');
  assert.equal(await keeper.renew(), undefined, 'nothing is due at first');
  clock.advance(UNWRAPPED_FOR_MS * 0.75);
  await assert.rejects(keeper.renew(), failsWith('key_service_unavailable'));
  clock.advance(UNWRAPPED_FOR_MS * 0.25 - 1);
  assert.equal(vault.open(sealed, place).reveal(), 'token');
  clock.advance(1);
  assert.throws(() => vault.open(sealed, place), failsWith('key_service_unavailable'));
  assert.throws(
    () => vault.seal(secret('token'), place),
    failsWith('key_service_unavailable'),
    'no plaintext fallback',
  );
  failure = undefined;
  const fresh = await keeper.renew();
  assert.ok(fresh);
  vault.use(fresh);
  assert.equal(vault.open(sealed, place).reveal(), 'token');
});

it('a renewal that takes long does not bring back the ring that was replaced meanwhile [ST-03] [ST-06]', async () => {
  let held: Promise<void> | undefined;
  const slow: KeyWrapper = {
    ...service,
    async unwrap(wrapped, context) {
      await held;
      return await service.unwrap(wrapped, context);
    },
  };
  const keeper = createRingKeeper({ clock, wrapper: slow });
  const vault = createVault({ ring: await keeper.open(ring), random: systemRandom, clock });
  const admit = async (opened: OpenRing): Promise<void> => vault.use(opened);
  clock.advance(UNWRAPPED_FOR_MS * 0.75);
  const gate = Promise.withResolvers<void>();
  held = gate.promise;
  const renewed = keeper.renew(admit);
  await turn();
  held = undefined;
  const k2 = { id: 'k2', wrapped: await service.wrap(Buffer.alloc(32, 8), ringContext('k2')) };
  const changed = keeper.open([k2, ...ring], admit);
  await turn();
  gate.resolve();
  await Promise.all([renewed, changed]);
  const ids = (): string[] => vault.keyChecks.map(({ id }) => id);
  assert.deepEqual(ids(), ['k2', 'k1']);
  clock.advance(UNWRAPPED_FOR_MS * 0.75);
  await keeper.renew(admit);
  assert.deepEqual(ids(), ['k2', 'k1'], 'and it is the new ring that is renewed from then on');
});

it('a service that refuses is told apart from one that is away [ST-06]', async () => {
  failure = new KeyWrapperDenied('no');
  await assert.rejects(openVault(), failsWith('key_service_denied'));
  failure = new Error('ECONNREFUSED');
  await assert.rejects(openVault(), failsWith('key_service_unavailable'));
});

it('a service that never answers is given up after two seconds [ST-06]', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    service = { ...service, unwrap: () => new Promise(() => undefined) };
    const opening = openVault();
    await turn();
    mock.timers.tick(2000);
    await assert.rejects(opening, failsWith('key_service_unavailable'));
  } finally {
    mock.timers.reset();
  }
});

it('a wrapped key without a service is a problem of the configuration that names the option', async () => {
  const keeper = createRingKeeper({ clock, wrapper: undefined });
  await assert.rejects(keeper.open(ring), /SIGMA_EMBED_KEY_SERVICE/);
});

it('a key wrapped in a file opens with that file, for its own id, unchanged, and in no other way [ST-02]', async () => {
  const wrapper = files(kek(1));
  const wrapped = await wrapper.wrap(Buffer.alloc(32, 9), ringContext('k1'));
  assert.deepEqual(Buffer.from(await wrapper.unwrap(wrapped, ringContext('k1'))), Buffer.alloc(32, 9));
  assert.ok(!wrapped.includes(Buffer.alloc(32, 9).toString('base64url').slice(0, 20)));
  const refused = { name: 'KeyWrapperDenied' };
  await assert.rejects(wrapper.unwrap(wrapped, ringContext('k2')), refused);
  await assert.rejects(files(kek(2)).unwrap(wrapped, ringContext('k1')), refused);
  await assert.rejects(files('short').unwrap(wrapped, ringContext('k1')), refused);
  for (const changed of [
    '',
    'f1',
    'f2' + wrapped.slice(2),
    wrapped.slice(0, -1),
    `${wrapped}A`,
    `${wrapped.slice(0, 20)}A${wrapped.slice(21)}B`,
  ]) {
    await assert.rejects(wrapper.unwrap(changed, ringContext('k1')), refused);
  }
});
