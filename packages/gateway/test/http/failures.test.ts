// Every failure the gateway has, forced once: what leaves is a code, a sentence and a request id.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { ERRORS, GatewayError, type ErrorCode } from '../../src/index.ts';
import { startGateways, type Gateways } from '../support/gateways.ts';

let world: Gateways;
let cookie: string;
let failure: unknown;
before(async () => {
  world = await startGateways({
    wrap: (store) =>
      new Proxy(store, {
        get(target, name: keyof typeof store) {
          if (name === 'findSession' && failure !== undefined) return () => Promise.reject(failure);
          return target[name];
        },
      }),
  });
  cookie = await world.signIn('ana');
});
after(async () => {
  failure = undefined;
  await world[Symbol.asyncDispose]();
});

const INNER = 'CanaryDetail SELECT * FROM sessions /var/lib/sigma.db';
const inner = (): Error => new Error(INNER, { cause: new TypeError(INNER) });

const CODES = Object.keys(ERRORS) as ErrorCode[];

for (const path of ['/api/session', '/dashboard']) {
  it(`each of ${CODES.length} failures at ${path} shows its code and nothing of its cause, and leaves the cookie alone [WB-12] [SE-14] [SE-04]`, async () => {
    for (const code of CODES) {
      failure = new GatewayError(code, { detail: INNER, cause: inner() });
      const answer = await world.get(path, cookie);
      const text = `${await answer.text()}${JSON.stringify([...answer.headers])}`;
      assert.ok(!/Canary|SELECT|\.db|Error:|\bat .*\.ts/.test(text), `${code}: ${text}`);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      assert.deepEqual(answer.headers.getSetCookie(), [], code);
      if (ERRORS[code].status === 503) assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/, code);
      if (path.startsWith('/api/')) {
        assert.equal(answer.status, ERRORS[code].status, code);
        const body = JSON.parse(text.slice(0, text.indexOf('}') + 1)) as Record<string, unknown>;
        assert.deepEqual([body['code'], body['title'], body['status']], [code, ERRORS[code].message, answer.status]);
        assert.match(String(body['requestId']), /^[\w-]{12}$/);
      }
    }
    failure = undefined;
  });
}

it('what nobody foresaw is internal, whatever was thrown [WB-12]', async () => {
  for (const thrown of [inner(), INNER, 0, null, { message: INNER }, Symbol(INNER), () => INNER]) {
    failure = thrown ?? { toString: () => INNER };
    const answer = await world.get('/api/session', cookie);
    const text = await answer.text();
    assert.equal(answer.status, 500);
    assert.match(text, /"code":"internal"/);
    assert.ok(!text.includes('Canary'));
  }
  failure = undefined;
  assert.equal((await world.get('/api/session', await world.signIn('ana'))).status, 200, 'and goes on as before');
});
